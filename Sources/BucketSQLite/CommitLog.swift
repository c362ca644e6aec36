import Database

/// The recent commit ids as rows of the database itself.
///
/// A PUT whose answer was lost is looked for here. An id is kept for `kept` commits: far more than other instances can add while
/// one instance still asks (its commit's time-out is seconds).
enum CommitLog {
    static let kept = 1000

    static func record(_ id: CommitID, _ transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute(
            "CREATE TABLE IF NOT EXISTS satchel_commits (number INTEGER PRIMARY KEY, id BLOB NOT NULL)", .none)
        let effect = try transaction.execute(
            "INSERT INTO satchel_commits (id) VALUES (?)", .positional([.blob(id.bytes)]))
        try transaction.execute(
            "DELETE FROM satchel_commits WHERE number <= ?", .positional([.integer(effect.lastInsertID - Int64(kept))]))
    }

    static func contains(_ id: CommitID, _ transaction: any Transaction) throws(DatabaseError) -> Bool {
        guard try exists(transaction) else { return false }
        return try !transaction.query(
            "SELECT 1 FROM satchel_commits WHERE id = ? LIMIT 1", .positional([.blob(id.bytes)])
        ).isEmpty
    }

    /// The number of the last commit that was recorded; 0 before the first.
    static func newest(_ transaction: any Transaction) throws(DatabaseError) -> Int {
        guard try exists(transaction) else { return 0 }
        let rows = try transaction.query("SELECT max(number) AS newest FROM satchel_commits", .none)
        if case .integer(let number)? = rows.first?["newest"] { return Int(number) }
        return 0
    }

    private static func exists(_ transaction: any Transaction) throws(DatabaseError) -> Bool {
        try !transaction.query(
            "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'satchel_commits'", .none
        ).isEmpty
    }
}
