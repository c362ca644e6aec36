import Database
import FoundationEssentials

/// A mail address of an account: its own (`users.email`) or, where accounts may have several, one of the others (`user_emails`).
struct UserAddress: Sendable, Hashable {
    let user: UserID
    let username: String
    let email: String
    let isConfirmed: Bool
    /// The tag of the language that the user chose.
    let language: String?
    /// The number in `user_emails`; `nil` for the account's own address.
    let id: Int64?

    var isPrimary: Bool { id == nil }

    /// The account's own address; `nil` where it has none.
    static func primary(of user: UserID, in transaction: any Transaction) throws(DatabaseError) -> UserAddress? {
        try first("\(primaries) WHERE u.id = :user AND u.email IS NOT NULL", ["user": user], in: transaction)
    }

    /// Whose address this is, whatever its case: a confirmed one before one that somebody only claims.
    static func find(_ email: String, in transaction: any Transaction) throws(DatabaseError) -> UserAddress? {
        let own = try first("\(primaries) WHERE u.email = :email", ["email": email], in: transaction)
        let other = try first("\(others) WHERE e.email = :email", ["email": email], in: transaction)
        guard let own else { return other }
        return !own.isConfirmed && other?.isConfirmed == true ? other : own
    }

    /// The account's own address, then the others.
    static func all(of user: UserID, in transaction: any Transaction) throws(DatabaseError) -> [UserAddress] {
        var all = try primary(of: user, in: transaction).map { [$0] } ?? []
        let rows = try transaction.query("\(others) WHERE e.user_id = :user ORDER BY e.id", ["user": user])
        for row in rows { all.append(try UserAddress(row)) }
        return all
    }

    /// One of the others, if it is this user's.
    static func other(_ id: Int64, of user: UserID, in transaction: any Transaction) throws(DatabaseError) -> UserAddress? {
        try first("\(others) WHERE e.id = :id AND e.user_id = :user", ["id": id, "user": user], in: transaction)
    }

    /// Makes an address the account's own, and confirmed.
    static func setPrimary(
        _ email: String, of user: UserID, now: Int, in transaction: any Transaction
    ) throws(DatabaseError) {
        try transaction.execute(
            "UPDATE users SET email = :email, email_confirmed_at = :at WHERE id = :id",
            ["email": email, "at": date(now), "id": user])
    }

    /// Adds a further address that its owner has confirmed, and takes it from whoever only claims it.
    static func add(
        _ email: String, to user: UserID, now: Int, in transaction: any Transaction
    ) throws(DatabaseError) {
        try transaction.execute("DELETE FROM user_emails WHERE email = :email", ["email": email])
        guard try primary(of: user, in: transaction)?.email.lowercased() != email.lowercased() else { return }
        try transaction.execute(
            "INSERT INTO user_emails (user_id, email, email_confirmed_at, is_primary) VALUES (:user, :email, :at, :no)",
            ["user": user, "email": email, "at": date(now), "no": false])
    }

    static func remove(_ id: Int64, in transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute("DELETE FROM user_emails WHERE id = :id", ["id": id])
    }

    static func date(_ seconds: Int) -> Date { Date(timeIntervalSince1970: Double(seconds)) }

    private static let primaries =
        """
        SELECT NULL AS address_id, u.id AS user_id, u.username, u.email, u.email_confirmed_at, l.language
        FROM users AS u LEFT JOIN user_languages AS l ON l.user_id = u.id
        """
    private static let others = """
        SELECT e.id AS address_id, u.id AS user_id, u.username, e.email, e.email_confirmed_at, l.language
        FROM user_emails AS e JOIN users AS u ON u.id = e.user_id LEFT JOIN user_languages AS l ON l.user_id = u.id
        """

    private static func first(
        _ sql: String, _ parameters: Parameters, in transaction: any Transaction
    ) throws(DatabaseError) -> UserAddress? {
        guard let row = try transaction.first(sql, parameters) else {
            // A miss takes what a hit takes: the time is not to tell them apart.
            _ = try UserAddress(standIn)
            return nil
        }
        return try UserAddress(row)
    }

    private static let standIn = Row(
        columns: ["address_id", "user_id", "username", "email", "email_confirmed_at", "language"],
        values: [.null, .integer(0), .text("nobody"), .text("nobody@localhost"), .text("2026-01-01 00:00:00"), .null])

    private init(_ row: Row) throws(DatabaseError) {
        user = try row.get("user_id")
        username = try row.get("username")
        email = try row.get("email")
        isConfirmed = row["email_confirmed_at"] != .null
        id = try row.get("address_id")
        language = try row.get("language")
    }
}

extension UserAddress {
    /// Notes that an address of a user's is confirmed; `false` where the user has no such address.
    @discardableResult
    static func confirm(
        _ email: String, of user: UserID, now: Int, in transaction: any Transaction
    ) throws(DatabaseError) -> Bool {
        var changed = 0
        for statement in [
            "UPDATE users SET email_confirmed_at = :at WHERE id = :user AND email = :email",
            "UPDATE user_emails SET email_confirmed_at = :at WHERE user_id = :user AND email = :email",
        ] {
            let known = try transaction.execute(statement, ["at": date(now), "user": user, "email": email])
            changed += known.changes
        }
        return changed > 0
    }
}
