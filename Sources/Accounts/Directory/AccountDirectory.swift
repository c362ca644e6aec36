import Database
import Mail

/// The accounts as the people who run a site see them: what `satchel users` does. Every call throws
/// ``AccountError`` or `DatabaseError`; what it changes is durable when it returns, and stands in the audit log.
public struct AccountDirectory: Sendable {
    let engine: any DatabaseAccess
    let passwords: PasswordDesk
    let settings: AccountSettings
    let texts: Texts
    let personal: PersonalSections
    let witness: @Sendable () -> AuditWitness

    /// Makes an account, under the same rules as registration.
    ///
    /// - Parameter email: where accounts have mail; it counts as confirmed.
    @discardableResult
    public func create(_ username: String, password: String, email: String? = nil) async throws -> Entry {
        if let problem = UsernameRules.problem(with: username), settings.enableUsername {
            throw AccountError.badUsername(username, reason: texts.problem(problem))
        }
        if let email, MailAddress(email) == nil { throw AccountError.badEmail(email) }
        let hash = try await hash(password, for: username)
        let witness = witness()
        do {
            return try await engine.write { transaction in
                let id = try Credentials.insert(username: username, passwordHash: hash, in: transaction)
                if let email { try UserAddress.setPrimary(email, of: id, now: witness.now, in: transaction) }
                try witness.note(.created, of: id, username, in: transaction)
                return Entry(id: id, username: username, email: email, isActive: true, roles: [])
            }
        } catch let error as DatabaseError {
            guard case .uniqueViolation(let columns) = error.kind else { throw error }
            throw columns.contains { $0.hasSuffix("email") } ? AccountError.emailTaken : .usernameTaken(username)
        }
    }

    /// Lets a user sign in again.
    public func activate(_ username: String) async throws { try await setActive(true, username) }

    /// Ends all sessions of a user, and lets them open no new one.
    public func deactivate(_ username: String) async throws { try await setActive(false, username) }

    /// Gives a user another password and ends all their sessions.
    public func setPassword(of username: String, to password: String) async throws {
        let hash = try await hash(password, for: username)
        try await change(username) { known, witness, transaction in
            try Credentials.replacePassword(hash, of: known.id, in: transaction)
            try witness.note(.passwordSet, of: known.id, known.username, in: transaction)
        }
    }

    /// Switches a user's second factor off, for who lost the device and the recovery codes; false where it is off.
    @discardableResult
    public func removeSecondFactor(of username: String) async throws -> Bool {
        try await change(username) { known, witness, transaction in
            guard try SecondFactor.find(known.id, in: transaction) != nil else { return false }
            try SecondFactor.remove(of: known.id, in: transaction)
            try witness.note(.secondFactorOff, of: known.id, known.username, in: transaction)
            return true
        }
    }

    /// Deletes a user's passkeys, after a device fell into other hands.
    ///
    /// - Returns: how many there were.
    @discardableResult
    public func removePasskeys(of username: String) async throws -> Int {
        try await change(username) { known, witness, transaction in
            let count = try Passkey.removeAll(of: known.id, in: transaction)
            if count > 0 { try witness.note(.passkeyRemoved, of: known.id, known.username, "\(count)", in: transaction) }
            return count
        }
    }

    /// Ends all sessions of a user.
    public func endSessions(of username: String) async throws {
        try await change(username) { known, witness, transaction in
            try UserSessions.closeAll(of: known.id, in: transaction)
            try witness.note(.sessionsEnded, of: known.id, known.username, in: transaction)
        }
    }

    /// Makes a link by which a user chooses another password, once, within ``AccountSettings/resetPasswordLifetime``.
    ///
    /// - Returns: the link's path on this site. Whoever has it has the account.
    public func resetLink(for username: String) async throws -> String {
        let token = UserToken.make()
        try await change(username) { [settings] known, witness, transaction in
            let email = settings.enableEmail ? try UserAddress.primary(of: known.id, in: transaction)?.email : nil
            try UserToken(user: known.id, email: email ?? "").store(
                token, for: .resetPassword, lifetime: settings.resetPasswordLifetime, now: witness.now, in: transaction)
            try witness.note(.resetLinkMade, of: known.id, known.username, in: transaction)
        }
        return settings.resetPasswordPath + "/" + token
    }

    /// What was done, the newest first.
    ///
    /// - Parameters:
    ///   - username: only what was done to this account.
    ///   - before: only what is older than this entry.
    public func log(of username: String? = nil, before: Int64? = nil, limit: Int = 1000) async throws -> [AuditLog.Entry] {
        try await engine.read { transaction in
            let known = try username.map { name in try Self.known(name, in: transaction) }
            return try AuditLog.entries(of: known?.id, before: before, limit: max(0, limit), in: transaction)
        }
    }

    private func setActive(_ isActive: Bool, _ username: String) async throws {
        try await change(username) { known, witness, transaction in
            try transaction.execute(
                "UPDATE users SET is_active = :active WHERE id = :id", ["active": isActive, "id": known.id])
            if !isActive { try UserSessions.closeAll(of: known.id, in: transaction) }
            try witness.note(isActive ? .activated : .deactivated, of: known.id, known.username, in: transaction)
        }
    }

    private func hash(_ typed: String, for username: String) async throws -> String {
        let password = Password(typed)
        if let problem = settings.passwordRules.problem(with: password, username: username) {
            throw AccountError.badPassword(reason: texts.problem(problem))
        }
        return try await passwords.hash(password)
    }

    /// A change of one account, in one transaction with its line of the log.
    func change<Success: Sendable>(
        _ username: String,
        _ body: @escaping @Sendable (Credentials, AuditWitness, any Transaction) throws -> Success
    ) async throws -> Success {
        let witness = witness()
        return try await engine.write { transaction in
            try body(try Self.known(username, in: transaction), witness, transaction)
        }
    }

    static func known(_ username: String, in transaction: any Transaction) throws -> Credentials {
        guard let known = try Credentials.find(username, in: transaction) else { throw AccountError.unknownUser(username) }
        return known
    }
}
