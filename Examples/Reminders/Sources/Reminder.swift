import Satchel

/// What somebody wants to be told, later.
struct Reminder: Codable, Sendable {
    var id: Int?
    var userID: UserID
    var text: String
    var hasRung = false

    static let repository = TableRepository<Reminder>(table: "reminders")
    static let topic = "reminders"

    static let migrations = [
        Migration(
            module: "reminders", number: 1, name: "reminders",
            up: """
                CREATE TABLE reminders (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                    text TEXT NOT NULL,
                    has_rung BOOLEAN NOT NULL DEFAULT FALSE
                )
                """,
            down: "DROP TABLE reminders")
    ]

    static func of(_ user: User, in transaction: any Transaction) throws -> [Reminder] {
        try transaction.query("SELECT * FROM reminders WHERE user_id = ? ORDER BY id", [user.id], as: Reminder.self)
    }

    static func ring(_ id: Int, in transaction: any Transaction) throws {
        _ = try transaction.execute("UPDATE reminders SET has_rung = TRUE WHERE id = ?", [id])
    }
}
