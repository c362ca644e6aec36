import Database

/// The rows of `user_api_tokens`: one for each personal token. The program has the token, the row its SHA-256.
///
/// A row that is over opens nothing; it is deleted when its owner makes another.
struct APIToken: Sendable, Hashable {
    /// What the database calls it; never the token.
    let key: String
    let name: String
    let scopes: [String]
    /// Seconds since 1970.
    let created: Int
    let expires: Int
    /// To the hour; 0 where it was never used.
    let lastUsed: Int

    /// Enough of the key to tell one of a user's tokens from the others, for a form.
    var handle: String { String(key.prefix(16)) }

    /// How many a user may have.
    static let perUser = 50
    /// How long a token may be good, in days.
    static let lifetimes = [7, 30, 90, 365]
    /// How exactly the last use is noted, in seconds: each note is a write, and in a bucket an upload.
    static let touchInterval = 3600

    /// The tokens of a user, the newest first; those that are over too.
    static func list(of user: UserID, in transaction: any Transaction) throws(DatabaseError) -> [APIToken] {
        let rows = try transaction.query(
            """
            SELECT id, name, scopes, created_at, expires_at, last_used_at FROM user_api_tokens
            WHERE user_id = :user ORDER BY created_at DESC, id
            """, ["user": user])
        var tokens: [APIToken] = []
        for row in rows { tokens.append(try APIToken(row)) }
        return tokens
    }

    private init(_ row: Row) throws(DatabaseError) {
        key = try row.get(at: 0)
        name = try row.get(at: 1)
        scopes = try row.get(at: 2, as: String.self).split(separator: " ").map(String.init)
        created = try row.get(at: 3)
        expires = try row.get(at: 4)
        lastUsed = try row.get(at: 5)
    }

    /// Keeps a new token; false where the user has too many already.
    static func store(
        _ token: TokenText, of user: UserID, name: String, scopes: [String], lifetime: Int, now: Int,
        in transaction: any Transaction
    ) throws(DatabaseError) -> Bool {
        try transaction.execute(
            "DELETE FROM user_api_tokens WHERE user_id = :user AND expires_at <= :now", ["user": user, "now": now])
        let count: Int =
            try transaction.scalar("SELECT count(*) FROM user_api_tokens WHERE user_id = :user", ["user": user]) ?? 0
        guard count < perUser else { return false }
        try transaction.execute(
            """
            INSERT INTO user_api_tokens (id, user_id, name, scopes, created_at, expires_at, last_used_at)
            VALUES (:id, :user, :name, :scopes, :now, :expires, 0)
            """,
            [
                "id": token.key, "user": user, "name": name, "scopes": scopes.joined(separator: " "), "now": now,
                "expires": now + lifetime,
            ])
        return true
    }

    /// Ends one token of a user by its handle: its name; `nil` where the user has no such token.
    static func revoke(_ handle: String, of user: UserID, in transaction: any Transaction) throws(DatabaseError) -> String? {
        guard let found = try list(of: user, in: transaction).first(where: { $0.handle == handle }) else { return nil }
        try transaction.execute("DELETE FROM user_api_tokens WHERE id = :id", ["id": found.key])
        return found.name
    }

    /// Ends all tokens of a user.
    static func revokeAll(of user: UserID, in transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute("DELETE FROM user_api_tokens WHERE user_id = :user", ["user": user])
    }

    /// Notes that a token is used.
    static func touch(_ key: String, now: Int, in transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute(
            "UPDATE user_api_tokens SET last_used_at = :now WHERE id = :id AND last_used_at < :now", ["now": now, "id": key])
    }
}
