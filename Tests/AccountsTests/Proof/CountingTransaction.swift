import Database

/// A transaction that counts its statements.
final class CountingTransaction: Transaction {
    private let inner: any Transaction
    private(set) var statements = 0

    init(_ inner: any Transaction) { self.inner = inner }

    var dialect: Dialect { inner.dialect }
    var news: CommitNews { inner.news }

    func query(_ sql: String, _ parameters: Parameters) throws(DatabaseError) -> [Row] {
        statements += 1
        return try inner.query(sql, parameters)
    }

    func execute(_ sql: String, _ parameters: Parameters) throws(DatabaseError) -> Effect {
        statements += 1
        return try inner.execute(sql, parameters)
    }

    func executeScript(_ sql: String) throws(DatabaseError) { try inner.executeScript(sql) }
    func savepoint<Success>(_ body: () throws -> Success) throws -> Success { try inner.savepoint(body) }
    func afterCommit(_ hook: @escaping @Sendable () -> Void) { inner.afterCommit(hook) }
}
