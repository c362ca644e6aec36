import Satchel

/// What somebody wants to be told, later.
struct Reminder: Model {
    var id: Int?
    var userID: UserID
    var text: String
    var hasRung = false

    static let table = Table<Reminder>("reminders") { table in
        table.key(\.id)
        table.column(\.userID, .references("users", onDelete: .cascade))
        table.column(\.text)
        table.column(\.hasRung, .default(false))
    }
    static let repository = Repository<Reminder>()
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
        try repository.filter { $0.userID == user.id }.all(in: transaction)
    }

    static func ring(_ id: Int, in transaction: any Transaction) throws {
        try repository.update(id, in: transaction) { [$0.hasRung.set(to: true)] }
    }
}
