import Database

extension UserSessions {
    /// A session, as its user or an administrator sees it.
    struct Listed: Sendable, Hashable {
        /// What the database calls it; never the cookie's content.
        let key: String
        let userAgent: String
        let address: String
        /// Seconds since 1970.
        let began: Int
        let lastSeen: Int
        let isRemembered: Bool

        /// Enough of the key to tell one of a user's sessions from the others, for a form.
        var handle: String { String(key.prefix(16)) }
    }

    /// The sessions of a user that are not over, the one used last first.
    static func list(of user: UserID, now: Int, in transaction: any Transaction) throws(DatabaseError) -> [Listed] {
        let rows = try transaction.query(
            """
            SELECT id, user_agent, address, created_at, last_seen_at, is_remembered FROM user_sessions
            WHERE user_id = :user AND expires_at > :now ORDER BY last_seen_at DESC, created_at DESC, id
            """, ["user": user, "now": now])
        var listed: [Listed] = []
        for row in rows {
            listed.append(
                Listed(
                    key: try row.get(at: 0), userAgent: try row.get(at: 1), address: try row.get(at: 2),
                    began: try row.get(at: 3),
                    lastSeen: try row.get(at: 4), isRemembered: try row.get(at: 5)))
        }
        return listed
    }

    /// Ends one session of a user by its handle: what device it was; `nil` where the user has no such session.
    static func end(_ handle: String, of user: UserID, now: Int, in transaction: any Transaction) throws(DatabaseError) -> Device?
    {
        guard let found = try list(of: user, now: now, in: transaction).first(where: { $0.handle == handle }) else { return nil }
        try transaction.execute("DELETE FROM user_sessions WHERE id = :id", ["id": found.key])
        return Device(userAgent: found.userAgent)
    }

    /// Ends all sessions of a user but one.
    static func closeOthers(of user: UserID, but key: String, in transaction: any Transaction) throws(DatabaseError) -> Int {
        try transaction.execute(
            "DELETE FROM user_sessions WHERE user_id = :user AND id <> :id", ["user": user, "id": key]
        ).changes
    }

    /// Notes that the password was given now.
    static func prove(_ key: String, now: Int, in transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute("UPDATE user_sessions SET proved_at = :now WHERE id = :id", ["now": now, "id": key])
    }

    /// Notes that a passkey was shown now, which is as good as a password and a code.
    static func proveByPasskey(_ key: String, now: Int, in transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute(
            "UPDATE user_sessions SET proved_at = :now, passkey_at = :now WHERE id = :id", ["now": now, "id": key])
    }
}
