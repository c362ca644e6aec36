import CSQLite
import Database

extension SQLiteConnection {
    @discardableResult
    public func query(_ sql: String, _ parameters: Parameters) throws(DatabaseError) -> [Row] {
        let (handle, statement) = try prepared(sql)
        defer { statement.reset() }
        try statement.bind(parameters)
        var rows: [Row] = []
        while try statement.step(handle) { rows.append(statement.row()) }
        return rows
    }

    @discardableResult
    public func execute(_ sql: String, _ parameters: Parameters) throws(DatabaseError) -> Effect {
        let (handle, statement) = try prepared(sql)
        defer { statement.reset() }
        try statement.bind(parameters)
        let before = sqlite3_total_changes64(handle)
        while try statement.step(handle) {}
        // sqlite3_changes64 keeps the number of an earlier statement when this one is not an INSERT, UPDATE or DELETE.
        let changed = sqlite3_total_changes64(handle) != before
        return Effect(
            changes: changed ? Int(sqlite3_changes64(handle)) : 0, lastInsertID: sqlite3_last_insert_rowid(handle))
    }

    /// Runs a statement and hands over its rows one after the other: for results that should not be in memory at once.
    ///
    /// - Parameter body: must not run the same statement again.
    public func query(
        _ sql: String, _ parameters: Parameters, each body: (Row) throws -> Void
    ) throws {
        let (handle, statement) = try prepared(sql)
        guard !statement.isBusy else {
            throw DatabaseError(.misuse, "the statement is running already", sql: sql)
        }
        defer { statement.reset() }
        try statement.bind(parameters)
        while try statement.step(handle) { try body(statement.row()) }
    }

    /// The statement of a closure: begun and ended transactions are not its business.
    private func prepared(_ sql: String) throws(DatabaseError) -> (OpaquePointer, SQLiteStatement) {
        let handle = try usableHandle()
        let statement = try statement(for: sql, on: handle)
        guard !statement.controlsTransaction else { throw .transactionControl(sql) }
        return (handle, statement)
    }

    /// A compiled statement, kept for the next time.
    func statement(for sql: String, on handle: OpaquePointer) throws(DatabaseError) -> SQLiteStatement {
        if let statement = statements.statement(for: sql) { return statement }
        let statement = try SQLiteStatement(sql, on: handle)
        statements.insert(statement, for: sql)
        return statement
    }
}
