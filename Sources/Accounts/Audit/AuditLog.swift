import Database

/// The rows of `audit_log`: who did what to whom, when and from where. Written by `AuditWitness` in the transaction of the deed.
public enum AuditLog {
    /// One deed.
    public struct Entry: Sendable, Hashable, Identifiable {
        public let id: Int64
        /// Seconds since 1970.
        public let time: Int
        /// The time as people read it: `2026-03-01 09:30 UTC`.
        public var moment: String { Texts.moment(time) }
        /// In plain words, as `signed in`.
        public let action: String
        /// Who did it: a user name, `command line`, or `a visitor` who only typed a name or an address.
        public let actor: String
        /// The account that it was done to; `nil` where that is nobody's.
        public let user: UserID?
        /// Its name at that time, or an address that nobody has.
        public let username: String
        /// Where the request came from; empty for the command line.
        public let address: String
        /// What else is worth knowing.
        public let detail: String
    }

    /// Deeds, the newest first.
    ///
    /// - Parameters:
    ///   - user: only what was done to this account.
    ///   - action: only what is called so.
    ///   - before: only what is older than this entry.
    static func entries(
        of user: UserID? = nil, action: String? = nil, before: Int64? = nil, limit: Int, in transaction: any Transaction
    ) throws(DatabaseError) -> [Entry] {
        let rows = try transaction.query(
            """
            SELECT id, happened_at, action, actor, user_id, username, address, detail FROM audit_log
            WHERE id < :before \(user == nil ? "" : "AND user_id = :user") \(action == nil ? "" : "AND action = :action")
            ORDER BY id DESC LIMIT \(limit)
            """, parameters(user, action, before))
        var entries: [Entry] = []
        for row in rows { entries.append(try Entry(row)) }
        return entries
    }

    /// Where the newest deeds of a kind came from.
    static func addresses(
        of user: UserID, _ action: AuditAction, limit: Int, in transaction: any Transaction
    ) throws(DatabaseError) -> [String] {
        let rows = try transaction.query(
            "SELECT address FROM audit_log WHERE user_id = :user AND action = :action ORDER BY id DESC LIMIT \(limit)",
            ["user": user, "action": action.rawValue])
        var addresses: [String] = []
        for row in rows { addresses.append(try row.get(at: 0)) }
        return addresses
    }

    /// Whether a deed of a kind was done to an account since a time.
    static func has(
        _ action: AuditAction, of user: UserID?, since: Int, in transaction: any Transaction
    ) throws(DatabaseError) -> Bool {
        try transaction.first(
            "SELECT 1 FROM audit_log WHERE user_id = :user AND action = :action AND happened_at > :since LIMIT 1",
            ["user": user ?? UserID(0), "action": action.rawValue, "since": since]) != nil
    }

    /// Named parameters that no statement names are refused, so there are only those that are asked about.
    private static func parameters(_ user: UserID?, _ action: String?, _ before: Int64?) -> Parameters {
        var parameters: [(name: String, value: Database.Value)] = [("before", .integer(before ?? .max))]
        if let user { parameters.append(("user", user.databaseValue)) }
        if let action { parameters.append(("action", .text(action))) }
        return .named(parameters)
    }
}

extension AuditLog.Entry {
    fileprivate init(_ row: Row) throws(DatabaseError) {
        id = try row.get(at: 0)
        time = try row.get(at: 1)
        action = try row.get(at: 2)
        actor = try row.get(at: 3)
        user = try row.get(at: 4)
        username = try row.get(at: 5)
        address = try row.get(at: 6)
        detail = try row.get(at: 7)
    }
}
