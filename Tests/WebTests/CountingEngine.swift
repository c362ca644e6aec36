import Database
import Synchronization

/// A database that is out of reach and counts who asks: whatever reads it gets 503.
final class CountingEngine: DatabaseEngine {
    let questions = Atomic(0)
    let news = CommitNews()
    var dialect: Dialect { .sqlite }

    func arrival() -> Arrival { Arrival() }

    func read<Success: Sendable>(
        since arrival: Arrival, _ body: @escaping @Sendable (any Transaction) throws -> Success
    ) async throws -> Success {
        questions.add(1, ordering: .relaxed)
        throw DatabaseError(.unavailable(retryAfter: 7), "secret-host.internal: no answer", sql: "SELECT secret FROM users")
    }

    func write<Success: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Success) async throws -> Success {
        try await read(since: arrival(), body)
    }

    func check() async throws { throw DatabaseError(.unavailable(retryAfter: nil), "no answer") }
    func close() async {}
}
