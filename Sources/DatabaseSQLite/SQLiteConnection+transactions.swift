import CSQLite
import Database

extension SQLiteConnection {
    /// How a transaction starts (https://sqlite.org/lang_transaction.html).
    public enum Beginning: String, Sendable, Hashable {
        /// Takes a lock at the first statement: for readers.
        case deferred = "BEGIN DEFERRED"
        /// Takes the write lock at once, so that no later statement fails for want of it: for writers.
        case immediate = "BEGIN IMMEDIATE"
        /// Nobody else reads or writes.
        case exclusive = "BEGIN EXCLUSIVE"
    }

    /// Whether a transaction is open. SQLite ends one by itself after some errors (disk full, I/O error).
    public var isInTransaction: Bool { handle.map { sqlite3_get_autocommit($0) == 0 } ?? false }

    /// Rows that the latest INSERT, UPDATE or DELETE changed itself.
    public var changes: Int { handle.map { Int(sqlite3_changes64($0)) } ?? 0 }

    /// The id of the row inserted last on this connection; 0 where there was none.
    public var lastInsertID: Int64 { handle.map { sqlite3_last_insert_rowid($0) } ?? 0 }

    /// The extended result code of the latest call (https://sqlite.org/rescode.html).
    package var extendedErrorCode: Int32 { sqlite3_extended_errcode(handle) }

    /// Begins a transaction.
    public func begin(_ beginning: Beginning = .immediate) throws(DatabaseError) {
        try control(beginning.rawValue)
        _ = hooks.take()
        hasBegun = true
    }

    /// Commits, and runs the hooks that nobody has taken.
    public func commit() throws(DatabaseError) {
        try control("COMMIT")
        hasBegun = false
        for hook in hooks.take() { hook() }
    }

    public func afterCommit(_ hook: @escaping @Sendable () -> Void) { hooks.add(hook) }

    /// Undoes the open transaction; does nothing where SQLite has ended it already.
    public func rollback() throws(DatabaseError) {
        hasBegun = false
        _ = hooks.take()
        if isInTransaction { try control("ROLLBACK") }
    }

    /// Opens a savepoint inside the open transaction; savepoints nest.
    public func beginSavepoint() throws(DatabaseError) {
        try control("SAVEPOINT satchel")
        hooks.beginSavepoint()
    }

    /// Ends the innermost savepoint and keeps its changes.
    public func releaseSavepoint() throws(DatabaseError) {
        try control("RELEASE satchel")
        hooks.releaseSavepoint()
    }

    /// Undoes the innermost savepoint and ends it; does nothing where SQLite has ended the whole transaction already.
    public func rollbackSavepoint() throws(DatabaseError) {
        hooks.undoSavepoint()
        guard isInTransaction else { return }
        try control("ROLLBACK TO satchel")
        try control("RELEASE satchel")
    }

    /// Runs `body` as a savepoint: if it throws, its changes are undone and the transaction goes on.
    @discardableResult
    public func savepoint<Success>(_ body: () throws -> Success) throws -> Success {
        try beginSavepoint()
        do {
            let success = try body()
            try releaseSavepoint()
            return success
        } catch {
            try rollbackSavepoint()
            throw error
        }
    }

    /// The handle, unless the transaction that was begun is gone: then every further statement would be a transaction of its own,
    /// durable at once, where the closure believes that it can still be undone.
    func usableHandle() throws(DatabaseError) -> OpaquePointer {
        guard let handle else { throw DatabaseError(.misuse, "the connection to \(path) is closed") }
        guard !hasBegun || sqlite3_get_autocommit(handle) == 0 else { throw .transactionGone }
        return handle
    }

    private func control(_ sql: String) throws(DatabaseError) {
        let handle = try usableHandle()
        let statement = try statement(for: sql, on: handle)
        defer { statement.reset() }
        while try statement.step(handle) {}
    }
}
