public import Database

/// A transaction that counts its statements.
public final class CountingTransaction: Transaction {
    private let inner: any Transaction
    /// How many were asked for so far; of a script none.
    public private(set) var statements = 0

    public init(_ inner: any Transaction) { self.inner = inner }

    public var dialect: Dialect { inner.dialect }
    public var news: CommitNews { inner.news }

    public func query(_ sql: String, _ parameters: Parameters) throws(DatabaseError) -> [Row] {
        statements += 1
        return try inner.query(sql, parameters)
    }

    public func execute(_ sql: String, _ parameters: Parameters) throws(DatabaseError) -> Effect {
        statements += 1
        return try inner.execute(sql, parameters)
    }

    public func executeScript(_ sql: String) throws(DatabaseError) { try inner.executeScript(sql) }
    public func savepoint<Success>(_ body: () throws -> Success) throws -> Success { try inner.savepoint(body) }
    public func afterCommit(_ hook: @escaping @Sendable () -> Void) { inner.afterCommit(hook) }
}
