import Satchel

/// Something that was seen.
struct Record: Codable, Sendable {
    var id: Int?
    var observer: String
    var species: String
    var count: Int
    var remark: String?
    /// The supervisor who found it right; nobody until then.
    var checkedBy: String?

    static let repository = TableRepository<Record>(table: "records")
    /// What commits say that they are about.
    static let topic = "records"

    static let migrations = [
        Migration(
            module: "portal", number: 1, name: "records",
            up: """
                CREATE TABLE records (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    observer TEXT NOT NULL,
                    species TEXT NOT NULL,
                    count INTEGER NOT NULL CHECK (count > 0),
                    remark TEXT,
                    checked_by TEXT
                )
                """,
            down: "DROP TABLE records")
    ]

    static func of(_ observer: User, in transaction: any Transaction) throws -> [Record] {
        try transaction.query("SELECT * FROM records WHERE observer = ? ORDER BY id DESC", [observer.username], as: Record.self)
    }

    static func after(_ id: Int, in transaction: any Transaction) throws -> [Record] {
        try transaction.query("SELECT * FROM records WHERE id > ? ORDER BY id", [id], as: Record.self)
    }

    /// Whether there was such a record that nobody had checked.
    static func check(_ id: Int, by supervisor: User, in transaction: any Transaction) throws -> Bool {
        let sql = "UPDATE records SET checked_by = ? WHERE id = ? AND checked_by IS NULL"
        return try transaction.execute(sql, [supervisor.username, id]).changes == 1
    }
}
