import Satchel

/// A person's notebook.
struct Notebook: Codable, Sendable {
    var id: Int?
    var userID: UserID
    var title: String

    static let repository = TableRepository<Notebook>(table: "notebooks")

    static func all(of user: User, in transaction: any Transaction) throws -> [Notebook] {
        try transaction.query("SELECT * FROM notebooks WHERE user_id = ? ORDER BY title", [user.id], as: Notebook.self)
    }

    /// The notes in it, oldest first.
    func notes(in transaction: any Transaction) throws -> [Note] {
        try transaction.query("SELECT * FROM notes WHERE notebook_id = ? ORDER BY id", [id], as: Note.self)
    }
}

/// A note in a notebook.
struct Note: Codable, Sendable {
    var id: Int?
    var notebookID: Int
    var text: String

    static let repository = TableRepository<Note>(table: "notes")
}

extension Notebook {
    /// What belongs to something goes away with it.
    static let migrations = [
        Migration(
            module: "notes", number: 1, name: "notebooks and notes",
            up: """
                CREATE TABLE notebooks (
                    id INTEGER PRIMARY KEY,
                    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                    title TEXT NOT NULL,
                    UNIQUE (user_id, title)
                );
                CREATE TABLE notes (
                    id INTEGER PRIMARY KEY,
                    notebook_id INTEGER NOT NULL REFERENCES notebooks (id) ON DELETE CASCADE,
                    text TEXT NOT NULL
                );
                CREATE INDEX notes_notebook_id ON notes (notebook_id);
                """,
            down: "DROP TABLE notes; DROP TABLE notebooks")
    ]
}
