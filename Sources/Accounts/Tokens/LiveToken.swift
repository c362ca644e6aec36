import Database

/// A token that is not over, with its user: what every request that brings one reads, in one query.
struct LiveToken<User: UserModel>: Sendable {
    let user: User
    let isConfirmed: Bool
    let scopes: Set<String>
    let lastUsed: Int

    static func find(_ key: String, now: Int, in transaction: any Transaction) throws(DatabaseError) -> LiveToken? {
        let row = try transaction.first(
            """
            SELECT t.scopes, t.last_used_at, u.*
            FROM user_api_tokens AS t JOIN users AS u ON u.id = t.user_id
            WHERE t.id = :id AND t.expires_at > :now AND u.is_active = :active
            """, ["id": key, "now": now, "active": true])
        return try row.map(LiveToken.init)
    }

    private init(_ row: Row) throws(DatabaseError) {
        scopes = Set(try row.get(at: 0, as: String.self).split(separator: " ").map(String.init))
        lastUsed = try row.get(at: 1)
        isConfirmed = (row["email_confirmed_at"] ?? .null) != .null
        user = try LiveSession<User>.user(row, after: 2)
    }
}
