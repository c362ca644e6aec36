// Blocking: the one bridge between threads and tasks.
//
// Whatever blocks or burns CPU (a password hash, S3, SQLite, a file read) runs here and never on an event loop. Each queue is
// bounded twice: `width` pieces of work run at once, `limit` may wait; one more is refused at once, so that a flood turns into
// an answer (503) and not into memory.

public import Dispatch
import Synchronization

/// A bounded queue of threads for work that blocks.
public final class BlockingQueue: Sendable {
    /// The queue is full: `limit` pieces of work wait already.
    public struct Overloaded: Error, CustomStringConvertible {
        public let label: String
        public var description: String { "the queue \(label) is full: try again later" }
    }

    public let label: String
    public let width: Int
    public let limit: Int

    private let queue: DispatchQueue
    private let state = Mutex(State())

    private enum Admission { case start, stored, refused }

    private struct State {
        var running = 0
        var waiting: [@Sendable () -> Void] = []
        var head = 0
    }

    /// - Parameters:
    ///   - width: how many pieces of work run at once.
    ///   - limit: how many may wait beside those.
    ///   - quality: which of Dispatch's pools of threads does the work. Each quality has threads of its own, so that a queue may
    ///     change theirs (their niceness, say) without changing those of others.
    public init(label: String, width: Int, limit: Int = 1024, quality: DispatchQoS = .unspecified) {
        precondition(width > 0 && limit >= 0)
        self.label = label
        self.width = width
        self.limit = limit
        queue = DispatchQueue(label: label, qos: quality, attributes: .concurrent)
    }

    /// How many pieces of work run and wait now.
    public var load: (running: Int, waiting: Int) {
        state.withLock { ($0.running, $0.waiting.count - $0.head) }
    }

    /// Runs `work` on one of the queue's threads and suspends the task until it is done.
    ///
    /// Why the continuation is resumed exactly once: `work` is wrapped in a closure that resumes as its only and last act; the
    /// closure is refused, or started, or stored, and a stored one is taken out (under the lock) by exactly one finishing thread.
    public func run<Success: Sendable>(_ work: @escaping @Sendable () throws -> Success) async throws -> Success {
        try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Success, any Error>) in
            let isAdmitted = submit { continuation.resume(with: Result { try work() }) }
            if !isAdmitted { continuation.resume(throwing: Overloaded(label: label)) }
        }
    }

    /// Runs `job` on one of the queue's threads, and returns at once.
    /// - Returns: whether there was room; if not, it is never run.
    public func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
        let admission = state.withLock { state -> Admission in
            if state.running < width {
                state.running += 1
                return .start
            }
            guard state.waiting.count - state.head < limit else { return .refused }
            state.waiting.append(job)
            return .stored
        }
        if admission == .start { queue.async { self.drain(first: job) } }
        return admission != .refused
    }

    /// One thread's shift: the first job, then whatever waits, until nothing does.
    private func drain(first: @escaping @Sendable () -> Void) {
        var job = first
        while true {
            job()
            let next = state.withLock { state -> (@Sendable () -> Void)? in
                guard state.head < state.waiting.count else {
                    state.waiting.removeAll(keepingCapacity: true)
                    state.head = 0
                    state.running -= 1
                    return nil
                }
                let next = state.waiting[state.head]
                state.waiting[state.head] = {}
                state.head += 1
                if state.head > 64, state.head * 2 > state.waiting.count {
                    state.waiting.removeFirst(state.head)
                    state.head = 0
                }
                return next
            }
            guard let next else { return }
            job = next
        }
    }
}
