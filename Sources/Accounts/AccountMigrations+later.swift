import Database

// The tables that came after the first release: in closures, because column types differ between engines.

extension AccountMigrations {
    /// As Flask-User has them; its own are left as they are.
    static func addRoles(_ transaction: any Transaction) throws {
        if try !transaction.tableExists("roles") {
            try transaction.execute(
                "CREATE TABLE roles (id \(transaction.keyType), name \(transaction.exactTextType(50)) NOT NULL UNIQUE)")
        }
        guard try !transaction.tableExists("user_roles") else { return }
        try transaction.execute(
            """
            CREATE TABLE user_roles (
                id \(transaction.keyType),
                user_id BIGINT NOT NULL,
                role_id BIGINT NOT NULL,
                FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
                FOREIGN KEY (role_id) REFERENCES roles (id) ON DELETE CASCADE,
                UNIQUE (user_id, role_id)
            )
            """)
        try transaction.execute("CREATE INDEX user_roles_role_id ON user_roles (role_id)")
    }

    /// See ``UserToken``. Times are whole seconds since 1970.
    static func addTokens(_ transaction: any Transaction) throws {
        guard try !transaction.tableExists("user_tokens") else { return }
        try transaction.executeScript(
            """
            CREATE TABLE user_tokens (
                id CHAR(64) NOT NULL PRIMARY KEY,
                purpose VARCHAR(20) NOT NULL,
                user_id BIGINT,
                email VARCHAR(255) DEFAULT '' NOT NULL,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
            );
            CREATE INDEX user_tokens_user_id ON user_tokens (user_id, purpose);
            CREATE INDEX user_tokens_expires_at ON user_tokens (expires_at);
            """)
    }

    /// See ``SecondFactor``.
    static func addSecondFactors(_ transaction: any Transaction) throws {
        try transaction.executeScript(
            """
            CREATE TABLE user_totp (
                user_id BIGINT NOT NULL PRIMARY KEY,
                sealed VARCHAR(255) NOT NULL,
                last_step BIGINT NOT NULL,
                created_at BIGINT NOT NULL,
                FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
            );
            CREATE TABLE user_recovery_codes (
                id CHAR(64) NOT NULL PRIMARY KEY,
                user_id BIGINT NOT NULL,
                FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
            );
            CREATE INDEX user_recovery_codes_user_id ON user_recovery_codes (user_id);
            """)
    }

    /// See ``Passkey``. Bytes stand as base64url; `id` is the SHA-256 of `credential_id`, which may be of 1023 bytes.
    static func addPasskeys(_ transaction: any Transaction) throws {
        let flag = "BOOLEAN DEFAULT '0' NOT NULL"
        try transaction.executeScript(
            """
            CREATE TABLE user_passkeys (
                id CHAR(64) NOT NULL PRIMARY KEY,
                user_id BIGINT NOT NULL,
                name \(transaction.exactTextType(50)) NOT NULL,
                credential_id VARCHAR(1400) NOT NULL,
                user_handle VARCHAR(100) NOT NULL,
                public_key VARCHAR(1600) NOT NULL,
                sign_count BIGINT NOT NULL,
                is_backup_eligible \(flag),
                is_backed_up \(flag),
                transports VARCHAR(200) NOT NULL,
                created_at BIGINT NOT NULL,
                last_used_at BIGINT NOT NULL,
                FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
            );
            CREATE INDEX user_passkeys_user_id ON user_passkeys (user_id);
            """)
    }

    /// See ``RememberedDevice``.
    static func addDevices(_ transaction: any Transaction) throws {
        try transaction.executeScript(
            """
            CREATE TABLE user_devices (
                id CHAR(64) NOT NULL PRIMARY KEY,
                user_id BIGINT NOT NULL,
                user_agent VARCHAR(255) NOT NULL,
                address VARCHAR(100) NOT NULL,
                created_at BIGINT NOT NULL,
                last_used_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
            );
            CREATE INDEX user_devices_user_id ON user_devices (user_id);
            CREATE INDEX user_devices_expires_at ON user_devices (expires_at);
            """)
    }

    /// See ``AttemptLock``.
    static func addLocks(_ transaction: any Transaction) throws {
        try transaction.executeScript(
            """
            CREATE TABLE attempt_locks (id CHAR(64) NOT NULL PRIMARY KEY, expires_at BIGINT NOT NULL);
            CREATE INDEX attempt_locks_expires_at ON attempt_locks (expires_at);
            """)
    }

    /// See ``APIToken``. Times are whole seconds since 1970.
    static func addAPITokens(_ transaction: any Transaction) throws {
        try transaction.executeScript(
            """
            CREATE TABLE user_api_tokens (
                id CHAR(64) NOT NULL PRIMARY KEY,
                user_id BIGINT NOT NULL,
                name VARCHAR(100) NOT NULL,
                scopes TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                last_used_at BIGINT NOT NULL,
                FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
            );
            CREATE INDEX user_api_tokens_user_id ON user_api_tokens (user_id);
            """)
    }

    /// See ``LinkedIdentity``. Times are whole seconds since 1970.
    static func addIdentities(_ transaction: any Transaction) throws {
        try transaction.executeScript(
            """
            CREATE TABLE user_identities (
                id CHAR(64) NOT NULL PRIMARY KEY,
                user_id BIGINT NOT NULL,
                issuer TEXT NOT NULL,
                email VARCHAR(255) NOT NULL,
                created_at BIGINT NOT NULL,
                FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
            );
            CREATE INDEX user_identities_user_id ON user_identities (user_id);
            """)
    }

    /// See ``AuditLog``. No foreign keys: what was done stays known when the account is gone.
    static func addAuditLog(_ transaction: any Transaction) throws {
        try transaction.executeScript(
            """
            CREATE TABLE audit_log (
                id \(transaction.keyType),
                happened_at BIGINT NOT NULL,
                action VARCHAR(40) NOT NULL,
                actor_id BIGINT,
                actor VARCHAR(100) NOT NULL,
                user_id BIGINT,
                username VARCHAR(255) NOT NULL,
                address VARCHAR(100) NOT NULL,
                detail VARCHAR(255) NOT NULL
            );
            CREATE INDEX audit_log_user_id ON audit_log (user_id, id);
            CREATE INDEX audit_log_happened_at ON audit_log (happened_at);
            """)
    }
}
