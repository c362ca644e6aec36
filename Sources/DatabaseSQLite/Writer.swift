import Blocking
import Database
import Synchronization

/// The one connection that writes. Writes that wait while one commit is under way go out together in the next.
///
/// Why the connection may be handed over: it is used only inside the queue, whose width is one.
final class Writer: @unchecked Sendable {
    private let connection: SQLiteConnection
    private let file: OpenedFile
    private let queue = BlockingQueue(label: "sqlite-writer", width: 1, limit: .max)
    private let waiting = Mutex(Waiting())
    private let limits: SQLiteEngine.Options

    private struct Waiting {
        var jobs: [any WriteJob] = []
        /// Whether a thread is at work, and will come back for more.
        var isServed = false
    }

    private enum Admission { case first, joined, refused }

    init(_ connection: SQLiteConnection, to file: OpenedFile, limits: SQLiteEngine.Options) {
        self.connection = connection
        self.file = file
        self.limits = limits
    }

    /// Adds a write to those that wait and returns its answer when its commit is durable.
    func run<Success: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Success) async throws -> Success {
        try await withUnsafeThrowingContinuation { continuation in
            submit(TypedWriteJob(body) { continuation.resume(with: $0) })
        }
    }

    func close() async throws {
        try await queue.run { self.connection.close() }
    }

    private func submit(_ job: any WriteJob) {
        let admission = waiting.withLock { waiting -> Admission in
            guard waiting.jobs.count < limits.waitingLimit else { return .refused }
            waiting.jobs.append(job)
            defer { waiting.isServed = true }
            return waiting.isServed ? .joined : .first
        }
        switch admission {
        // The queue refuses nothing: it has no limit of its own.
        case .first: _ = queue.submit { self.serve() }
        case .joined: break
        case .refused: job.fail(DatabaseError.overloaded)
        }
    }

    /// One thread's shift: whatever waits, until nothing does.
    private func serve() {
        while let batch = nextBatch() { commit(batch) }
    }

    private func nextBatch() -> WriteBatch? {
        waiting.withLock { waiting in
            let next = Array(waiting.jobs.prefix(limits.batchLimit))
            waiting.jobs.removeFirst(next.count)
            waiting.isServed = !next.isEmpty
            return next.isEmpty ? nil : WriteBatch(next)
        }
    }

    private func commit(_ batch: WriteBatch) {
        do {
            try file.check()
            batch.run(on: connection)
        } catch {
            batch.fail(error)
        }
    }
}

extension DatabaseError {
    /// Too much waits already.
    static var overloaded: DatabaseError {
        DatabaseError(.unavailable(retryAfter: 1), "too many transactions are waiting for the database: try again")
    }
}
