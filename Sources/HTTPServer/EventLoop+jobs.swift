import CLinux
import Dispatch
import Glibc
import Synchronization

extension EventLoop {
    /// Whether the caller is on the loop.
    var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    func enqueue(_ job: consuming ExecutorJob) { add(.job(UnownedJob(job))) }

    /// Runs `body` on the loop, soon.
    func execute(_ body: @escaping @Sendable () -> Void) { add(.closure(body)) }

    /// Runs `body` now where the caller is on the loop, else soon.
    func run(_ body: @escaping @Sendable () -> Void) {
        if isCurrent { body() } else { execute(body) }
    }

    private func add(_ work: Work) {
        if isCurrent {
            jobs.append(work)
            return
        }
        let hasEnded = inbox.withLock { inbox in
            if inbox.hasEnded { return true }
            inbox.work.append(work)
            if !inbox.isWoken {
                inbox.isWoken = true
                var one: UInt64 = 1
                _ = write(wakeUp, &one, 8)
            }
            return false
        }
        if hasEnded { queue.async { self.runAfterEnd(work) } }
    }

    /// Lets everything else of the loop have its turn.
    func turn() async {
        await withUnsafeContinuation { continuation in execute { continuation.resume() } }
    }

    func takeInbox() {
        inbox.withLock { inbox in
            inbox.isWoken = false
            jobs += inbox.work
            inbox.work.removeAll(keepingCapacity: true)
        }
    }

    /// Runs what is there now; what these add waits for the next turn, so that jobs never keep events from being seen.
    func runJobs() {
        swap(&jobs, &running)
        for work in running { run(work) }
        running.removeAll(keepingCapacity: running.capacity <= 1024)
    }

    private func run(_ work: Work) {
        switch work {
        case .job(let job): job.runSynchronously(on: asUnownedTaskExecutor())
        case .closure(let body): body()
        }
    }

    /// On the serial queue whose first and longest block was `run()`.
    private func runAfterEnd(_ work: Work) {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
        jobs.append(work)
        while !jobs.isEmpty { runJobs() }
        thread.store(0, ordering: .relaxed)
    }
}
