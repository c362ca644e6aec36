import Database

/// The tables of accounts with mail: a module of its own, so that a database of a site without mail stays as it is. Each step
/// leaves alone what Flask-User made already.
enum MailMigrations {
    static let module = "accounts-mail"

    static let all = [
        Migration(module: module, number: 1, name: "users-email", up: addEmail),
        Migration(module: module, number: 2, name: "user_emails", up: addUserEmails),
        // Sites without mail have tokens too, since their operators make links to new passwords: the table is the accounts'.
        Migration(module: module, number: 3, name: "user_tokens", down: { _ in }, up: AccountMigrations.addTokens),
        Migration(module: module, number: 4, name: "user_invitations", up: addInvitations),
        Migration(module: module, number: 5, name: "mail_outbox", down: { try $0.executeScript("DROP TABLE mail_outbox") }) {
            try $0.executeScript(outbox($0))
        },
        // 0: by Flask-User, or before there was this column.
        Migration(module: module, number: 6, name: "user_invitations-sent_at") {
            try $0.addColumn("sent_at", "BIGINT DEFAULT 0 NOT NULL", to: "user_invitations")
        },
    ]

    /// `users.email` is an account's own address. Where Flask-User kept several addresses, that is the one it called primary.
    private static func addEmail(_ transaction: any Transaction) throws {
        try transaction.addColumn("email", transaction.foldedTextType(255), to: "users")
        try transaction.addColumn("email_confirmed_at", transaction.timestampType, to: "users")
        try transaction.execute("CREATE UNIQUE INDEX users_email ON users (email)")
    }

    /// The further addresses of an account. `is_primary` is Flask-User's: what it marks moves to `users`.
    private static func addUserEmails(_ transaction: any Transaction) throws {
        guard try transaction.tableExists("user_emails") else {
            try transaction.executeScript(
                """
                CREATE TABLE user_emails (
                    id \(transaction.keyType),
                    user_id BIGINT NOT NULL,
                    email \(transaction.foldedTextType(255)) NOT NULL UNIQUE,
                    email_confirmed_at \(transaction.timestampType),
                    is_primary BOOLEAN DEFAULT '0' NOT NULL,
                    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
                );
                CREATE INDEX user_emails_user_id ON user_emails (user_id);
                """)
            return
        }
        try transaction.execute(
            """
            UPDATE users SET
                email_confirmed_at = (SELECT e.email_confirmed_at FROM user_emails AS e
                    WHERE e.user_id = users.id AND e.is_primary = :yes ORDER BY e.id LIMIT 1),
                email = (SELECT e.email FROM user_emails AS e
                    WHERE e.user_id = users.id AND e.is_primary = :yes ORDER BY e.id LIMIT 1)
            WHERE email IS NULL
            """, ["yes": true])
        try transaction.execute("DELETE FROM user_emails WHERE email IN (SELECT email FROM users WHERE email IS NOT NULL)")
    }

    private static func addInvitations(_ transaction: any Transaction) throws {
        if try transaction.tableExists("user_invitations") { return }
        try transaction.executeScript(
            """
            CREATE TABLE user_invitations (
                id \(transaction.keyType),
                email \(transaction.foldedTextType(255)) NOT NULL,
                invited_by_user_id BIGINT,
                FOREIGN KEY (invited_by_user_id) REFERENCES users (id) ON DELETE SET NULL
            );
            CREATE INDEX user_invitations_email ON user_invitations (email);
            """)
    }

    /// See ``MailOutbox``. Times are whole seconds since 1970.
    private static func outbox(_ transaction: any Transaction) -> String {
        """
        CREATE TABLE mail_outbox (
            id \(transaction.keyType),
            recipient VARCHAR(255) NOT NULL,
            subject VARCHAR(255) NOT NULL,
            sealed \(transaction.dialect == .mysql ? "MEDIUMTEXT" : "TEXT") NOT NULL,
            state VARCHAR(10) NOT NULL,
            attempts INTEGER NOT NULL,
            due_at BIGINT NOT NULL,
            last_error VARCHAR(500) NOT NULL,
            created_at BIGINT NOT NULL
        );
        CREATE INDEX mail_outbox_due_at ON mail_outbox (due_at);
        """
    }
}
