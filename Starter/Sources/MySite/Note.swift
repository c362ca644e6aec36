import Satchel

/// Something that a person wrote down.
struct Note: Model {
    var id: Int?
    var userID: UserID
    var text: String

    static let table = Table<Note>("notes") { table in
        table.key(\.id)
        table.column(\.userID, .references("users", onDelete: .cascade), .indexed)
        table.column(\.text)
    }
    static let repository = Repository<Note>()

    /// The table. A migration that was released is never changed; a change is a new one, with the next number.
    static let migrations = [
        Migration(
            module: "my-site", number: 1, name: "notes",
            up: """
                CREATE TABLE notes (
                    id INTEGER PRIMARY KEY,
                    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                    text TEXT NOT NULL
                );
                CREATE INDEX notes_user_id ON notes (user_id);
                """,
            down: "DROP TABLE notes")
    ]

    /// A person's notes, newest first.
    static func all(of user: User, in transaction: any Transaction) throws -> [Note] {
        try repository.filter { $0.userID == user.id }.order { $0.id.descending }.all(in: transaction)
    }
}
