import Database
import Secrets

/// The rows of `user_devices`: browsers that gave a code and are not asked for one for a while. The cookie holds 256 random bits, the row
/// their SHA-256: a copy of the database makes no device one of these.
///
/// It stands for the second step alone: the password is asked for all the same. Whatever ends the second factor, or changes the
/// password, ends them.
struct RememberedDevice: Sendable, Hashable {
    /// What a form calls it.
    let key: String
    let device: Device
    let address: String
    /// Seconds since 1970.
    let since: Int
    let lastUsed: Int

    /// How many an account may have; the oldest goes first.
    static let perUser = 20

    private static func key(of token: String) -> String { Digest.hex(Digest.sha256(Array("device:\(token)".utf8))) }

    static func add(
        _ token: String, of user: UserID, from visitor: UserSessions.Visitor, lifetime: Int, now: Int,
        in transaction: any Transaction
    ) throws(DatabaseError) {
        let over = try transaction.query(
            "SELECT id FROM user_devices WHERE expires_at <= :now ORDER BY expires_at LIMIT 20", ["now": now])
        let oldest = try transaction.query(
            "SELECT id FROM user_devices WHERE user_id = :user ORDER BY last_used_at DESC LIMIT 20 OFFSET \(perUser - 1)",
            ["user": user])
        for row in over + oldest {
            try transaction.execute("DELETE FROM user_devices WHERE id = :id", ["id": try row.get("id", as: String.self)])
        }
        try transaction.execute(
            """
            INSERT INTO user_devices (id, user_id, user_agent, address, created_at, last_used_at, expires_at)
            VALUES (:id, :user, :agent, :address, :now, :now, :expires)
            """,
            [
                "id": key(of: token), "user": user, "agent": visitor.userAgent, "address": visitor.address, "now": now,
                "expires": now + lifetime,
            ])
    }

    /// Whether a browser's token is one of this user's, which is noted as used.
    static func use(_ token: String?, of user: UserID, now: Int, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        guard let token else { return false }
        return try transaction.execute(
            "UPDATE user_devices SET last_used_at = :now WHERE id = :id AND user_id = :user AND expires_at > :now",
            ["now": now, "id": key(of: token), "user": user]
        ).changes == 1
    }

    /// A user's, the one used last first.
    static func list(of user: UserID, now: Int, in transaction: any Transaction) throws(DatabaseError) -> [RememberedDevice] {
        let rows = try transaction.query(
            """
            SELECT id, user_agent, address, created_at, last_used_at FROM user_devices
            WHERE user_id = :user AND expires_at > :now ORDER BY last_used_at DESC, id
            """, ["user": user, "now": now])
        var devices: [RememberedDevice] = []
        for row in rows {
            devices.append(
                RememberedDevice(
                    key: try row.get(at: 0), device: Device(userAgent: try row.get(at: 1)), address: try row.get(at: 2),
                    since: try row.get(at: 3), lastUsed: try row.get(at: 4)))
        }
        return devices
    }

    /// - Returns: false where the user has no such device.
    static func remove(_ key: String, of user: UserID, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        try transaction.execute("DELETE FROM user_devices WHERE id = :id AND user_id = :user", ["id": key, "user": user])
            .changes == 1
    }

    static func removeAll(of user: UserID, in transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute("DELETE FROM user_devices WHERE user_id = :user", ["user": user])
    }
}
