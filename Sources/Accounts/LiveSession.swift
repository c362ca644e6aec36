import Database

/// A session that is not over, with its user: what every request of a signed-in visitor reads, in one query.
struct LiveSession<User: UserModel>: Sendable {
    let user: User
    /// Seconds since 1970.
    let lastSeen: Int
    let end: Int
    let isRemembered: Bool
    /// When the password was given last.
    let provedAt: Int
    /// When a passkey was shown for the session last; 0 is never.
    let passkeyAt: Int
    /// Whether the user has the role that was asked about.
    let hasRole: Bool
    /// The tag of the language that the user chose.
    let language: String?
    /// Whether the user's own mail address is confirmed.
    let isConfirmed: Bool

    /// - Parameter role: is looked for by the same query; an empty name is nobody's.
    static func find(
        _ key: String, role: String = "", now: Int, in transaction: any Transaction
    ) throws(DatabaseError) -> LiveSession? {
        try transaction.first(query, ["id": key, "now": now, "active": true, "role": role]).map(LiveSession.init)
    }

    private static var query: String {
        """
        SELECT s.last_seen_at, s.ends_at, s.is_remembered, s.proved_at, l.language AS chosen_language, s.passkey_at,
            (SELECT count(*) FROM user_roles AS h JOIN roles AS r ON r.id = h.role_id WHERE h.user_id = s.user_id AND r.name = :role), u.*
        FROM user_sessions AS s JOIN users AS u ON u.id = s.user_id LEFT JOIN user_languages AS l ON l.user_id = s.user_id
        WHERE s.id = :id AND s.expires_at > :now AND u.is_active = :active
        """
    }

    /// Columns of the session before those of the user.
    private static var sessionColumns: Int { 7 }

    private init(_ row: Row) throws(DatabaseError) {
        lastSeen = try row.get(at: 0)
        end = try row.get(at: 1)
        isRemembered = try row.get(at: 2)
        provedAt = try row.get(at: 3)
        language = try row.get(at: 4)
        passkeyAt = try row.get(at: 5)
        hasRole = try row.get(at: 6, as: Int.self) > 0
        isConfirmed = (row["email_confirmed_at"] ?? .null) != .null
        user = try Self.user(row, after: Self.sessionColumns)
    }

    /// The user's part of the row, without the password hash: a model never sees it.
    static func user(_ row: Row, after others: Int) throws(DatabaseError) -> User {
        var columns = Array(row.columns.dropFirst(others))
        var values = Array(row.values.dropFirst(others))
        if let password = columns.firstIndex(of: "password") {
            columns.remove(at: password)
            values.remove(at: password)
        }
        return try RowDecoder().decode(from: Row(columns: columns, values: values))
    }
}
