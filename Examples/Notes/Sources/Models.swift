import Satchel

/// A person's notebook.
struct Notebook: Model {
    var id: Int?
    var userID: UserID
    var title: String

    static let table = Table<Notebook>("notebooks") { table in
        table.key(\.id)
        table.column(\.userID, .references("users", onDelete: .cascade))
        table.column(\.title)
        table.unique(\.userID, \.title)
    }
    static let repository = Repository<Notebook>()

    static func all(of user: User, in transaction: any Transaction) throws -> [Notebook] {
        try repository.filter { $0.userID == user.id }.order { $0.title.ascending }.all(in: transaction)
    }

    /// The notes in it, oldest first.
    func notes(in transaction: any Transaction) throws -> [Note] {
        guard let id else { return [] }
        return try Note.repository.filter { $0.notebookID == id }.all(in: transaction)
    }
}

/// A note in a notebook.
struct Note: Model {
    var id: Int?
    var notebookID: Int
    var text: String

    static let table = Table<Note>("notes") { table in
        table.key(\.id)
        table.column(\.notebookID, .references(Notebook.self, onDelete: .cascade), .indexed)
        table.column(\.text)
    }
    static let repository = Repository<Note>()
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
