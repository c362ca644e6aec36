/// The right to change the schema: one program at a time has it, to the end of its transaction. Others wait.
///
/// SQLite and the bucket have it with every write. PostgreSQL: an advisory lock, and each statement sees what was committed before it,
/// for a transaction that waited would otherwise go on looking at the state before the wait. MySQL: a named lock of the session.
struct MigrationLock {
    private let transaction: any Transaction

    /// Takes it: the first statement of a transaction.
    init(_ transaction: any Transaction) throws(DatabaseError) {
        self.transaction = transaction
        switch transaction.dialect {
        case .sqlite: break
        case .postgres:
            try transaction.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            try transaction.query("SELECT pg_advisory_xact_lock(hashtextextended('satchel.migrations/' || current_schema(), 0))")
        case .mysql:
            let sql = "SELECT GET_LOCK(concat('satchel/', left(sha1(database()), 40)), 60)"
            guard try transaction.scalar(sql, as: Int?.self) == 1 else {
                throw DatabaseError(.busy, "another program has been changing the schema for a minute: try again when it is done")
            }
        }
    }

    /// Where the transaction's end does not let it go.
    func release() {
        guard transaction.dialect == .mysql else { return }
        // It goes with the session at the latest.
        _ = try? transaction.query("SELECT RELEASE_LOCK(concat('satchel/', left(sha1(database()), 40)))")
    }
}
