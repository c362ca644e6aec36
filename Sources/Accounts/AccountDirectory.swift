import Database

/// The accounts as the people who run a site see them: what `satchel users` does. Every call throws ``AccountError`` or
/// `DatabaseError`; what it changes is durable when it returns.
public struct AccountDirectory: Sendable {
    let engine: any DatabaseEngine
    let passwords: PasswordDesk
    let rules: PasswordRules
    let texts: Texts

    /// One account.
    public struct Entry: Sendable, Hashable, Identifiable {
        public let id: UserID
        public let username: String
        /// Whether the user may sign in.
        public let isActive: Bool
    }

    /// Accounts in the order of their numbers.
    ///
    /// - Parameters:
    ///   - after: the last one of the page before.
    ///   - limit: at most so many.
    public func list(after: UserID = UserID(), limit: Int = 1000) async throws -> [Entry] {
        try await engine.read { transaction in
            let rows = try transaction.query(
                "SELECT id, username, is_active FROM users WHERE id > :after ORDER BY id LIMIT :limit",
                ["after": after, "limit": max(0, limit)])
            return try rows.map { row in
                Entry(id: try row.get("id"), username: try row.get("username"), isActive: try row.get("is_active"))
            }
        }
    }

    /// Makes an account, under the same rules as registration.
    @discardableResult
    public func create(_ username: String, password: String) async throws -> Entry {
        if let problem = UsernameRules.problem(with: username) {
            throw AccountError.badUsername(username, reason: texts.problem(problem))
        }
        let hash = try await hash(password, for: username)
        do {
            return try await engine.write { transaction in
                let id = try Credentials.insert(username: username, passwordHash: hash, in: transaction)
                return Entry(id: id, username: username, isActive: true)
            }
        } catch let error as DatabaseError {
            guard case .uniqueViolation = error.kind else { throw error }
            throw AccountError.usernameTaken(username)
        }
    }

    /// Lets a user sign in again.
    public func activate(_ username: String) async throws { try await setActive(true, username) }

    /// Ends all sessions of a user, and lets them open no new one.
    public func deactivate(_ username: String) async throws { try await setActive(false, username) }

    /// Gives a user another password and ends all their sessions.
    public func setPassword(of username: String, to password: String) async throws {
        let hash = try await hash(password, for: username)
        try await engine.write { transaction in
            let known = try Self.known(username, in: transaction)
            try Credentials.setPasswordHash(hash, of: known.id, in: transaction)
            try UserSessions.closeAll(of: known.id, in: transaction)
        }
    }

    private func setActive(_ isActive: Bool, _ username: String) async throws {
        try await engine.write { transaction in
            let known = try Self.known(username, in: transaction)
            try transaction.execute(
                "UPDATE users SET is_active = :active WHERE id = :id", ["active": isActive, "id": known.id])
            if !isActive { try UserSessions.closeAll(of: known.id, in: transaction) }
        }
    }

    private func hash(_ typed: String, for username: String) async throws -> String {
        let password = Password(typed)
        if let problem = rules.problem(with: password, username: username) {
            throw AccountError.badPassword(reason: texts.problem(problem))
        }
        return try await passwords.hash(password)
    }

    private static func known(_ username: String, in transaction: any Transaction) throws -> Credentials {
        guard let known = try Credentials.find(username, in: transaction) else { throw AccountError.unknownUser(username) }
        return known
    }
}
