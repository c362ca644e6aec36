import Dispatch
import Glibc
import Synchronization

/// One thread of a crew.
final class Worker: Sendable {
    /// How long a thread without work is kept.
    private static let patience = DispatchTimeInterval.seconds(10)

    private let crew: Crew
    private let bell = DispatchSemaphore(value: 0)
    /// Set before the bell is rung, taken after it was heard.
    private let order = Mutex<Crew.Job?>(nil)

    init(crew: Crew) { self.crew = crew }

    /// Makes the thread. Where the system gives no more, Dispatch lends one: what was admitted is done.
    func start(with job: @escaping Crew.Job) {
        order.withLock { $0 = job }
        let pointer = Unmanaged.passRetained(self).toOpaque()
        var thread = pthread_t()
        if pthread_create(&thread, nil, Self.enter, pointer) == 0 {
            pthread_detach(thread)
        } else {
            Unmanaged<Worker>.fromOpaque(pointer).release()
            DispatchQueue.global().async { self.work() }
        }
    }

    private static let enter: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { pointer in
        guard let pointer else { return nil }
        Unmanaged<Worker>.fromOpaque(pointer).takeRetainedValue().work()
        return nil
    }

    /// A job is let go of before the next is waited for: what it holds may be the last reference.
    private func work() {
        var job = takeOrder()
        while job != nil {
            job.take()?()
            job = crew.next(for: self)
        }
    }

    /// Gives an idle worker a job, or sends it home.
    func wake(with job: Crew.Job?) {
        order.withLock { $0 = job }
        bell.signal()
    }

    /// Waits to be woken; `nil` to go home.
    func rest() -> Crew.Job? {
        if bell.wait(timeout: .now() + Self.patience) == .timedOut {
            if crew.release(self) { return nil }
            bell.wait()
        }
        return takeOrder()
    }

    private func takeOrder() -> Crew.Job? { order.withLock { $0.take() } }
}
