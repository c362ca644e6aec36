import Database
import Secrets

/// The rows of `user_deletions`: accounts that are to go, and when. Until then signing in, or the link of the mail, takes it back; what an
/// administrator asked for, an administrator takes back.
struct AccountDeletion: Sendable, Hashable {
    /// Seconds since 1970.
    let due: Int

    static func addTable(_ transaction: any Transaction) throws {
        try transaction.execute(
            """
            CREATE TABLE user_deletions (
                user_id BIGINT NOT NULL PRIMARY KEY,
                asked_at BIGINT NOT NULL,
                due_at BIGINT NOT NULL,
                FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
            )
            """)
    }

    static func find(_ user: UserID, in transaction: any Transaction) throws(DatabaseError) -> AccountDeletion? {
        let due: Int? = try transaction.scalar("SELECT due_at FROM user_deletions WHERE user_id = :user", ["user": user])
        return due.map { AccountDeletion(due: $0) }
    }

    /// Notes that an account is to go, ends its sessions and tokens and makes its links worthless; the task does the rest when it is due.
    static func begin(
        _ user: UserID, _ username: String, after delay: Int, _ witness: AuditWitness, in transaction: any Transaction
    ) throws {
        try transaction.execute("DELETE FROM user_deletions WHERE user_id = :user", ["user": user])
        try transaction.execute(
            "INSERT INTO user_deletions (user_id, asked_at, due_at) VALUES (:user, :now, :due)",
            ["user": user, "now": witness.now, "due": witness.now + delay])
        try UserSessions.closeAll(of: user, in: transaction)
        try APIToken.revokeAll(of: user, in: transaction)
        try transaction.execute("DELETE FROM user_tokens WHERE user_id = :user", ["user": user])
        try witness.note(.deletionAsked, of: user, username, in: transaction)
        try schedule(user, after: delay, now: witness.now, in: transaction)
    }

    /// Takes it back; false where nothing was asked.
    @discardableResult
    static func cancel(
        _ user: UserID, _ username: String, _ witness: AuditWitness, in transaction: any Transaction
    ) throws(DatabaseError) -> Bool {
        let changes = try transaction.execute("DELETE FROM user_deletions WHERE user_id = :user", ["user": user]).changes
        guard changes > 0 else { return false }
        try UserToken.revoke(.keepAccount, of: user, in: transaction)
        try witness.note(.deletionTakenBack, of: user, username, in: transaction)
        return true
    }

    // MARK: The task

    struct Payload: Codable, Sendable {
        let user: UserID
    }

    static let task = TaskKind<Payload>("accounts.delete")

    /// One task for an account, however often it is asked for and taken back.
    static func schedule(_ user: UserID, after delay: Int, now: Int, in transaction: any Transaction) throws {
        let queue = TaskQueue(transaction, now: Double(now) * 1000)
        _ = try queue.add(task, Payload(user: user), delay: Double(delay), priority: 0, uniqueKey: "\(user)")
    }

    // MARK: The end

    /// Deletes an account and everything about it. In the log its lines stay, under a made-up name: who it was is not kept.
    static func finish(
        _ user: UserID, _ username: String, _ sections: [PersonalSection], _ witness: AuditWitness,
        in transaction: any Transaction
    ) throws {
        let addresses = try PersonalAddresses.of(user, in: transaction)
        for section in sections { try section.delete(user, transaction) }
        for address in addresses { try clear(address: address, in: transaction) }
        for table in PersonalTable.all { try table.clear(of: user, in: transaction) }
        try transaction.execute("DELETE FROM users WHERE id = :user", ["user": user])
        let name = "gone-" + Digest.hex(Randomness.bytes(4))
        try forget(user, names: [username.lowercased()] + addresses, as: name, in: transaction)
        try witness.note(.deleted, of: nil, name, in: transaction)
    }

    /// Mails to an address, and invitations and links of it that are nobody's.
    private static func clear(address: String, in transaction: any Transaction) throws(DatabaseError) {
        for statement in [
            "DELETE FROM mail_outbox WHERE lower(recipient) = :email", "DELETE FROM user_invitations WHERE lower(email) = :email",
            "DELETE FROM user_tokens WHERE lower(email) = :email",
        ] { try transaction.execute(statement, ["email": address]) }
    }

    /// The number goes from the log as well: SQLite gives that of the newest account anew once it is deleted.
    private static func forget(
        _ user: UserID, names: [String], as name: String, in transaction: any Transaction
    ) throws(DatabaseError) {
        try transaction.execute(
            "UPDATE audit_log SET user_id = NULL, username = :name, address = '', detail = '' WHERE user_id = :user",
            ["user": user, "name": name])
        try transaction.execute(
            "UPDATE audit_log SET actor_id = NULL, actor = :name, address = '' WHERE actor_id = :user",
            ["user": user, "name": name])
        for former in names {
            try transaction.execute(
                """
                UPDATE audit_log SET username = :name, address = '', detail = ''
                WHERE user_id IS NULL AND lower(username) = :former
                """, ["former": former, "name": name])
        }
    }
}

extension AccountDeletion {
    /// Whether somebody is the only one left who runs the site: who has the role, is switched on, and is not to go as well.
    static func isOfLastAdmin(_ user: UserID, role: String, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        guard try UserRoles.names(of: user, in: transaction).contains(role) else { return false }
        let others: Int? = try transaction.scalar(
            """
            SELECT count(*) FROM user_roles AS h JOIN roles AS r ON r.id = h.role_id JOIN users AS u ON u.id = h.user_id
            LEFT JOIN user_deletions AS d ON d.user_id = h.user_id
            WHERE r.name = :role AND u.is_active = :yes AND h.user_id <> :user AND d.user_id IS NULL
            """, ["role": role, "yes": true, "user": user])
        return others == 0
    }
}
