import Database
import Secrets

/// The rows of `user_sessions`: one for each browser that is signed in. The cookie holds the random id, the row its SHA-256,
/// so that a copy of the database signs nobody in.
///
/// A row ends at `expires_at`, which moves on while the session is used, and never beyond `ends_at`. Rows that are over are
/// ignored when reading and deleted when somebody signs in.
struct UserSessions: Sendable {
    /// Seconds from the last use to the end.
    let idleTime: Int
    /// Seconds from sign-in to the end.
    let lifetime: Int
    let rememberedLifetime: Int

    init(_ settings: AccountSettings) {
        idleTime = settings.sessionIdleTime
        lifetime = settings.sessionLifetime
        rememberedLifetime = settings.rememberedLifetime
    }

    /// How many finished rows one sign-in clears away: more than it adds, and few enough to keep its commit small.
    private static let cleanUpBatch = 20

    /// How many sessions a user may have: one more ends those that were not used for longest. Nobody has so many browsers, and a
    /// program that signs in without end does not fill the database.
    static let perUser = 100

    /// How exactly the last use is noted: reading pages does not write, but for once in this many seconds.
    var touchInterval: Int { min(300, idleTime / 10) }

    /// The browser behind a session.
    struct Visitor: Sendable {
        let userAgent: String
        let address: String

        init(userAgent: String?, address: String) {
            self.userAgent = String((userAgent ?? "").unicodeScalars.prefix(255))
            self.address = String(address.unicodeScalars.prefix(100))
        }
    }

    /// A new random id, of 256 bits.
    static func makeToken() -> String { Randomness.token(bits: 256) }

    /// What the database knows of an id.
    static func key(of token: String) -> String { Digest.hex(Digest.sha256(Array(token.utf8))) }

    /// Adds the row of a session that begins now, and takes the browser's former one away.
    func open(
        _ token: String, for user: UserID, from visitor: Visitor, isRemembered: Bool, isProved: Bool = true,
        isByPasskey: Bool = false, replacing former: String?, now: Int, in transaction: any Transaction
    ) throws(DatabaseError) {
        if let former { try Self.close(former, in: transaction) }
        try Self.clearFinished(now: now, in: transaction)
        try Self.makeRoom(for: user, in: transaction)
        let end = now + (isRemembered ? rememberedLifetime : lifetime)
        try transaction.execute(
            """
            INSERT INTO user_sessions
                (id, user_id, created_at, last_seen_at, expires_at, ends_at, is_remembered, user_agent, address, proved_at,
                 passkey_at)
            VALUES (:id, :user, :now, :now, :expires, :ends, :remembered, :agent, :address, :proved, :passkey)
            """,
            [
                "id": Self.key(of: token), "user": user, "now": now, "expires": expiry(end: end, isRemembered, now: now),
                "ends": end, "remembered": isRemembered, "agent": visitor.userAgent, "address": visitor.address,
                "proved": isProved ? now : 0, "passkey": isByPasskey ? now : 0,
            ])
    }

    /// Notes that a session is used.
    func touch(_ key: String, end: Int, isRemembered: Bool, now: Int, in transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute(
            "UPDATE user_sessions SET last_seen_at = :now, expires_at = :expires WHERE id = :id AND last_seen_at < :now",
            ["id": key, "now": now, "expires": expiry(end: end, isRemembered, now: now)])
    }

    /// Ends one session: its cookie is worth nothing from now on.
    static func close(_ token: String, in transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute("DELETE FROM user_sessions WHERE id = :id", ["id": key(of: token)])
    }

    /// Ends all sessions of a user.
    static func closeAll(of user: UserID, in transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute("DELETE FROM user_sessions WHERE user_id = :user", ["user": user])
    }

    /// A remembered session outlives its idle time: remembering is for coming back after days.
    private func expiry(end: Int, _ isRemembered: Bool, now: Int) -> Int {
        isRemembered ? end : min(now + idleTime, end)
    }

    private static func clearFinished(now: Int, in transaction: any Transaction) throws(DatabaseError) {
        let finished = try transaction.query(
            "SELECT id FROM user_sessions WHERE expires_at <= :now ORDER BY expires_at LIMIT \(cleanUpBatch)", ["now": now])
        try delete(finished, in: transaction)
    }

    private static func makeRoom(for user: UserID, in transaction: any Transaction) throws(DatabaseError) {
        let oldest = try transaction.query(
            """
            SELECT id FROM user_sessions WHERE user_id = :user
            ORDER BY last_seen_at DESC LIMIT \(cleanUpBatch) OFFSET \(perUser - 1)
            """, ["user": user])
        try delete(oldest, in: transaction)
    }

    private static func delete(_ rows: [Row], in transaction: any Transaction) throws(DatabaseError) {
        for row in rows {
            try transaction.execute("DELETE FROM user_sessions WHERE id = :id", ["id": try row.get("id", as: String.self)])
        }
    }
}
