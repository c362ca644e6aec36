import Database
import Secrets

/// The rows of `user_tokens`: one for each link that was mailed and not used yet. The link holds 256 random bits, the row their
/// SHA-256 together with the purpose, so that a copy of the database opens nothing and a token of one purpose is unknown to
/// every other.
///
/// Using a token deletes its row in the transaction of what it does: of two who use one at once, one does.
struct UserToken: Sendable, Hashable {
    /// The account; `nil` for an invitation, and for a row that is there so that nobody can tell whether there is an account.
    let user: UserID?
    /// The address that the link was mailed to.
    let email: String

    /// A new random token, as it stands in a link.
    static func make() -> String { Randomness.token(bits: 256) }

    /// What the database knows of a token.
    static func key(of token: String, for purpose: TokenPurpose) -> String {
        Digest.hex(Digest.sha256(Array("\(purpose.rawValue):\(token)".utf8)))
    }

    /// How many finished rows one new token clears away.
    private static let cleanUpBatch = 20
    /// How many links of a purpose an account may have open; the oldest goes first.
    private static let perUser = 5

    /// Stores the row of a token that was made for a link.
    ///
    /// - Parameter lifetime: in seconds.
    func store(
        _ token: String, for purpose: TokenPurpose, lifetime: Int, now: Int, in transaction: any Transaction
    ) throws(DatabaseError) {
        try Self.clearFinished(now: now, in: transaction)
        // Of nobody's as well: the time is not to tell whether there is an account.
        try Self.makeRoom(for: user ?? .nobody, purpose, in: transaction)
        try transaction.execute(
            """
            INSERT INTO user_tokens (id, purpose, user_id, email, created_at, expires_at)
            VALUES (:id, :purpose, :user, :email, :now, :expires)
            """,
            [
                "id": Self.key(of: token, for: purpose), "purpose": purpose.rawValue, "user": user, "email": email, "now": now,
                "expires": now + lifetime,
            ])
    }

    /// The row of a token that is not over; `nil` where there is none.
    static func find(
        _ token: String, for purpose: TokenPurpose, now: Int, in transaction: any Transaction
    ) throws(DatabaseError) -> UserToken? {
        let row = try transaction.first(
            "SELECT user_id, email FROM user_tokens WHERE id = :id AND expires_at > :now",
            ["id": key(of: token, for: purpose), "now": now])
        guard let row else { return nil }
        return UserToken(user: try row.get("user_id"), email: try row.get("email"))
    }

    /// The same, and from now on it is used.
    static func use(
        _ token: String, for purpose: TokenPurpose, now: Int, in transaction: any Transaction
    ) throws(DatabaseError) -> UserToken? {
        guard let found = try find(token, for: purpose, now: now, in: transaction) else { return nil }
        try transaction.execute("DELETE FROM user_tokens WHERE id = :id", ["id": key(of: token, for: purpose)])
        return found
    }

    /// Makes all open links of a purpose worthless.
    static func revoke(_ purpose: TokenPurpose, of user: UserID, in transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute(
            "DELETE FROM user_tokens WHERE user_id = :user AND purpose = :purpose",
            ["user": user, "purpose": purpose.rawValue])
    }

    private static func clearFinished(now: Int, in transaction: any Transaction) throws(DatabaseError) {
        try delete(
            try transaction.query(
                "SELECT id FROM user_tokens WHERE expires_at <= :now ORDER BY expires_at LIMIT \(cleanUpBatch)", ["now": now]),
            in: transaction)
    }

    private static func makeRoom(
        for user: UserID, _ purpose: TokenPurpose, in transaction: any Transaction
    ) throws(DatabaseError) {
        try delete(
            try transaction.query(
                """
                SELECT id FROM user_tokens WHERE user_id = :user AND purpose = :purpose
                ORDER BY created_at DESC LIMIT \(cleanUpBatch) OFFSET \(perUser - 1)
                """, ["user": user, "purpose": purpose.rawValue]), in: transaction)
    }

    private static func delete(_ rows: [Row], in transaction: any Transaction) throws(DatabaseError) {
        for row in rows {
            try transaction.execute("DELETE FROM user_tokens WHERE id = :id", ["id": try row.get("id", as: String.self)])
        }
    }
}
