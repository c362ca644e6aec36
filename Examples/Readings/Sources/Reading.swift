import Foundation
import Satchel

/// What somebody's thermometer read.
struct Reading: Model {
    var id: Int?
    var userID: UserID
    var sensor: String
    var celsius: Double
    var takenAt: Date

    static let table = Table<Reading>("readings") { table in
        table.key(\.id)
        table.column(\.userID, .references("users", onDelete: .cascade), .indexed)
        table.column(\.sensor)
        table.column(\.celsius)
        table.column(\.takenAt)
    }
    static let repository = Repository<Reading>()

    static let migrations = [
        Migration(
            module: "readings", number: 1, name: "readings",
            up: """
                CREATE TABLE readings (
                    id INTEGER PRIMARY KEY,
                    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                    sensor TEXT NOT NULL,
                    celsius REAL NOT NULL,
                    taken_at DATETIME NOT NULL
                );
                CREATE INDEX readings_user_id ON readings (user_id);
                """,
            down: "DROP TABLE readings")
    ]

    static func of(_ user: User) -> Query<Reading> { repository.filter { $0.userID == user.id } }
}
