/// An engine on a server, where transactions may be less apart than serializable ones.
package protocol ReadCommittedWriting: DatabaseEngine {
    /// Writes in a transaction of that kind.
    func write<Success: Sendable>(
        _ access: TransactionAccess, _ body: @escaping @Sendable (any Transaction) throws -> Success
    ) async throws -> Success
}

extension DatabaseEngine {
    /// For a closure that says itself which rows it holds (`FOR UPDATE SKIP LOCKED`, conditions in an UPDATE): serializable
    /// transactions that look through one table at once would only make each other begin again. Where writers come one after the
    /// other it is a write like any.
    package func writeReadCommitted<Success: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Success
    ) async throws -> Success {
        guard let engine = self as? any ReadCommittedWriting else { return try await write(body) }
        return try await engine.write(.readCommitted, body)
    }
}
