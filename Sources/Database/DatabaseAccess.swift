/// Whatever transactions can be run on: an engine, or a database as one request sees it.
public protocol DatabaseAccess: Sendable {
    /// Runs `body` on one consistent state. Writing in it fails.
    func read<Success: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Success) async throws -> Success

    /// Runs `body`; returns only after its changes are durable. If `body` throws, they are undone.
    @discardableResult
    func write<Success: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Success) async throws -> Success

    /// Runs `body` as ``read(_:)`` does; it is about a few rows that are found by their keys.
    func readBriefly<Success: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Success) async throws -> Success
}

extension DatabaseAccess {
    public func readBriefly<Success: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Success) async throws
        -> Success
    { try await read(body) }
}
