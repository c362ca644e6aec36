// Blocking: the one bridge between threads and tasks.
//
// Whatever blocks or burns CPU (a password hash, S3, SQLite, a file read) runs here and never on an event loop. Each queue is
// bounded twice: `width` pieces of work run at once, `limit` may wait; one more is refused at once, so that a flood turns into
// an answer (503) and not into memory.
//
// Each queue has threads of its own. Dispatch's shared pool ends at 64 threads: work of one queue that waits for something which
// work of another is to bring about would hold it up for good, once there is enough of it.

/// A bounded queue of threads for work that blocks.
public final class BlockingQueue: Sendable {
    /// The queue is full: `limit` pieces of work wait already.
    public struct Overloaded: Error, CustomStringConvertible {
        /// Of the queue that is full.
        public let label: String
        public var description: String { "the queue \(label) is full: try again later" }
    }

    private let crew: Crew

    /// Its name in metrics.
    public var label: String { crew.label }
    /// How many jobs run at once.
    public var width: Int { crew.width }
    /// How many more may wait.
    public var limit: Int { crew.limit }

    /// A queue of its own threads.
    ///
    /// - Parameters:
    ///   - width: how many pieces of work run at once. Threads are made as they are needed, and end after some idle seconds.
    ///   - limit: how many may wait beside those.
    public init(label: String, width: Int, limit: Int = 1024) {
        precondition(width > 0 && limit >= 0)
        crew = Crew(label: label, width: width, limit: limit)
        Roster.shared.add(crew)
    }

    deinit {
        Roster.shared.remove(crew)
        crew.dismiss()
    }

    /// How many pieces of work run and wait now.
    public var load: (running: Int, waiting: Int) { crew.load }

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
    public func submit(_ job: @escaping @Sendable () -> Void) -> Bool { crew.submit(job) }
}
