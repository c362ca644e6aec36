import Database

/// The language that a person chose for themselves: a row of `user_languages`, a table of its own so that Flask-User's stays as it
/// is. Who chose none has no row: then the browser says.
enum UserLanguage {
    static func find(_ user: UserID, in transaction: any Transaction) throws(DatabaseError) -> String? {
        try transaction.scalar("SELECT language FROM user_languages WHERE user_id = :user", ["user": user])
    }

    /// - Parameter tag: of the language; `nil` takes the choice back.
    static func set(_ tag: String?, of user: UserID, in transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute("DELETE FROM user_languages WHERE user_id = :user", ["user": user])
        guard let tag else { return }
        try transaction.execute(
            "INSERT INTO user_languages (user_id, language) VALUES (:user, :language)", ["user": user, "language": tag])
    }

    /// The first column of the primary key, as SQLite keeps it without an index.
    static func addTable(_ transaction: any Transaction) throws {
        try transaction.execute(
            """
            CREATE TABLE user_languages (
                user_id \(transaction.dialect == .sqlite ? "INTEGER" : "BIGINT") NOT NULL PRIMARY KEY,
                language VARCHAR(35) NOT NULL,
                FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
            )
            """)
    }
}
