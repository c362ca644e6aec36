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
    private let waiting = Mutex<[any PendingWrite]>([])
    private let limits: SQLiteEngine.Options

    init(_ connection: SQLiteConnection, to file: OpenedFile, limits: SQLiteEngine.Options) {
        self.connection = connection
        self.file = file
        self.limits = limits
    }

    /// Adds a write to those that wait and returns its answer when its commit is durable.
    ///
    /// The list is bounded here, before the queue: a write that is in the list is certain to be run, so none may be refused later.
    func run<Success: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Success) async throws -> Success {
        let write = BatchedWrite(body)
        let isAdmitted = waiting.withLock { waiting in
            guard waiting.count < limits.waitingLimit else { return false }
            waiting.append(write)
            return true
        }
        guard isAdmitted else { throw DatabaseError.overloaded }
        return try await queue.run {
            while true {
                if let answer = write.answer { return try answer.get() }
                self.commitNextBatch()
            }
        }
    }

    func close() async throws {
        try await queue.run { self.connection.close() }
    }

    /// The list is in the order of the queue, so whoever finds its own write unanswered finds it in the list.
    private func commitNextBatch() {
        let batch = waiting.withLock { waiting in
            let next = Array(waiting.prefix(limits.batchLimit))
            waiting.removeFirst(next.count)
            return next
        }
        do {
            try file.check()
            WriteBatch(batch).run(on: connection)
        } catch {
            WriteBatch(batch).fail(error)
        }
    }
}

extension DatabaseError {
    /// Too much waits already.
    static var overloaded: DatabaseError {
        DatabaseError(.unavailable(retryAfter: 1), "too many transactions are waiting for the database: try again")
    }
}
