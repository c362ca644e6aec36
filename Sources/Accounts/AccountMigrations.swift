import Database

/// The tables of the accounts. Each step leaves alone what is there already, so that a database that Flask-User made opens
/// unchanged: it gets the table of sessions beside its own.
enum AccountMigrations {
    static let module = "accounts"

    static let all = [
        Migration(module: module, number: 1, name: "users", down: script("DROP TABLE users"), up: script(users)),
        Migration(
            module: module, number: 2, name: "user_sessions", down: script("DROP TABLE user_sessions"), up: script(sessions)),
    ]

    /// As Flask-User's quickstart makes it.
    private static let users = """
        CREATE TABLE IF NOT EXISTS users (
            id INTEGER NOT NULL,
            is_active BOOLEAN DEFAULT '1' NOT NULL,
            username VARCHAR(100) COLLATE NOCASE NOT NULL,
            password VARCHAR(255) DEFAULT '' NOT NULL,
            email_confirmed_at DATETIME,
            first_name VARCHAR(100) COLLATE NOCASE DEFAULT '' NOT NULL,
            last_name VARCHAR(100) COLLATE NOCASE DEFAULT '' NOT NULL,
            PRIMARY KEY (id),
            UNIQUE (username)
        );
        """

    /// Times are whole seconds since 1970. `id` is the SHA-256, in hexadecimal, of what the cookie holds.
    private static let sessions = """
        CREATE TABLE IF NOT EXISTS user_sessions (
            id CHAR(64) NOT NULL PRIMARY KEY,
            user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            created_at BIGINT NOT NULL,
            last_seen_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            ends_at BIGINT NOT NULL,
            is_remembered BOOLEAN DEFAULT '0' NOT NULL,
            user_agent VARCHAR(255) DEFAULT '' NOT NULL,
            address VARCHAR(100) DEFAULT '' NOT NULL
        );
        CREATE INDEX IF NOT EXISTS user_sessions_user_id ON user_sessions (user_id);
        CREATE INDEX IF NOT EXISTS user_sessions_expires_at ON user_sessions (expires_at);
        """

    private static func script(_ sql: String) -> Migration.Step {
        { transaction in
            guard transaction.dialect == .sqlite else {
                throw DatabaseError(.migration, "the accounts' tables are written for SQLite; this database is another one")
            }
            for statement in sql.split(separator: ";\n") { try transaction.execute(String(statement)) }
        }
    }
}
