import Blocking
import Database
import Synchronization

/// Connections that only read, each used by one thread at a time.
final class ReaderPool: Sendable {
    /// Why a connection may cross threads: it is either in `idle`, where nobody uses it, or with the one job that took it out.
    private struct Lent: @unchecked Sendable {
        let connection: SQLiteConnection
    }

    private let queue: BlockingQueue
    private let idle: Mutex<[Lent]>
    private let count: Int
    private let timeLimit: Double

    init(_ connections: [SQLiteConnection], _ options: SQLiteEngine.Options) {
        timeLimit = options.readTimeLimit
        count = connections.count
        queue = BlockingQueue(label: "sqlite-readers", width: connections.count, limit: options.waitingLimit)
        let lent = connections.map { Lent(connection: $0) }
        idle = Mutex(lent)
    }

    /// Runs `body` in a read transaction: all its statements see one state.
    func run<Success: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Success) async throws -> Success {
        do {
            return try await queue.run { try self.read(body) }
        } catch is BlockingQueue.Overloaded {
            throw DatabaseError.overloaded
        }
    }

    /// Closes the connections as they become free. The queue is in order: what was asked before is answered before.
    func close() async throws {
        for _ in 0..<count {
            try await queue.run { self.idle.withLock { $0.popLast() }?.connection.close() }
        }
    }

    /// There are as many connections as jobs at a time: none is left only after ``close()``.
    private func read<Success>(_ body: (any Transaction) throws -> Success) throws -> Success {
        guard let lent = idle.withLock({ $0.popLast() }) else {
            throw DatabaseError(.misuse, "the database is closed")
        }
        defer { idle.withLock { $0.append(lent) } }
        let connection = lent.connection
        try connection.begin(.deferred)
        let result = Result { try connection.limited(toSeconds: timeLimit) { try body(connection) } }
        try connection.rollback()
        return try result.get()
    }
}
