/// A transaction in progress: it lives inside the closure that ``DatabaseEngine/read(since:_:)`` or
/// ``DatabaseAccess/write(_:)`` was given, on that closure's thread, and not a moment longer.
///
/// It is synchronous on purpose: nothing can be awaited while a database is locked, and a closure that an engine runs again
/// after a conflict repeats exactly its SQL.
public protocol Transaction: AnyObject {
    /// Whose SQL it speaks.
    var dialect: Dialect { get }

    /// Runs one statement and returns its rows.
    @discardableResult
    func query(_ sql: String, _ parameters: Parameters) throws(DatabaseError) -> [Row]

    /// Runs one statement for its effect.
    @discardableResult
    func execute(_ sql: String, _ parameters: Parameters) throws(DatabaseError) -> Effect

    /// Runs several statements, separated by semicolons, without parameters: for migrations and other SQL of the program itself.
    func executeScript(_ sql: String) throws(DatabaseError)

    /// Runs `body` as a savepoint: if it throws, its changes are undone and the transaction goes on.
    @discardableResult
    func savepoint<Success>(_ body: () throws -> Success) throws -> Success

    /// Runs `body` with foreign keys not looked at, where the engine can do that within a transaction: SQLite makes a table anew by
    /// dropping the old one, which would take its children along. They are checked at the end.
    func withoutForeignKeys<Success>(_ body: () throws -> Success) throws -> Success

    /// Runs `hook` exactly once, after the commit is durable and before `write` returns. It is not run for a savepoint that is undone,
    /// nor for an attempt that is replayed or fails, nor in a read.
    ///
    /// - Parameter hook: must be quick and must not block: other writes wait for it. What takes time is a task (``TaskKind``).
    func afterCommit(_ hook: @escaping @Sendable () -> Void)

    /// Where the engine of this transaction tells of commits.
    var news: CommitNews { get }
}

extension Transaction {
    public func withoutForeignKeys<Success>(_ body: () throws -> Success) throws -> Success { try body() }
}

/// What a statement changed.
public struct Effect: Sendable, Hashable {
    /// Rows inserted, updated or deleted by the statement itself.
    public var changes: Int
    /// The id of the row inserted last on this connection; 0 where there was none.
    public var lastInsertID: Int64

    /// What a statement did.
    public init(changes: Int, lastInsertID: Int64) {
        self.changes = changes
        self.lastInsertID = lastInsertID
    }
}

/// Which SQL an engine speaks.
public enum Dialect: Sendable, Hashable {
    /// SQLite's, in a file and in a bucket.
    case sqlite
    /// PostgreSQL's.
    case postgres
    /// MySQL's and MariaDB's.
    case mysql
}
