import Database
import DatabaseSQLite
import Synchronization

/// A database that others hold now and then: writes that are told to fail do so, before they begin.
final class BusyEngine: DatabaseEngine {
    private let engine: SQLiteEngine
    /// How many of the next writes fail.
    let failing = Mutex(0)

    init(_ engine: SQLiteEngine) { self.engine = engine }

    var dialect: Dialect { engine.dialect }
    var news: CommitNews { engine.news }

    func arrival() -> Arrival { engine.arrival() }

    func read<Success: Sendable>(
        since arrival: Arrival, _ body: @escaping @Sendable (any Transaction) throws -> Success
    ) async throws -> Success {
        try await engine.read(since: arrival, body)
    }

    func write<Success: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Success) async throws -> Success {
        let fails = failing.withLock { count in
            count = max(count - 1, -1)
            return count >= 0
        }
        guard !fails else { throw DatabaseError(.busy, "others hold the database") }
        return try await engine.write(body)
    }

    func check() async throws { try await engine.check() }
    func close() async { await engine.close() }
}
