import Database

extension AccountDirectory {
    /// One account.
    public struct Entry: Sendable, Hashable, Identifiable {
        public let id: UserID
        /// As it was registered.
        public let username: String
        /// The account's own address, where there is mail.
        public let email: String?
        /// Whether the user may sign in.
        public let isActive: Bool
        /// In order.
        public let roles: [String]
    }

    /// Which accounts are meant.
    public struct Filter: Sendable, Hashable {
        /// Stands somewhere in the user name or the address, whatever the case.
        public var text = ""
        /// Only who has this role.
        public var role: String?
        /// Only who may sign in (`true`), or may not (`false`).
        public var isActive: Bool?

        /// Everybody.
        public init() {}
    }

    /// Accounts in the order of their numbers.
    ///
    /// - Parameters:
    ///   - after: the last one of the page before.
    ///   - limit: at most so many.
    public func list(
        _ filter: Filter = Filter(), after: UserID = UserID(), limit: Int = 1000
    ) async throws -> [Entry] {
        try await engine.read { [settings] transaction in
            let query = Query(filter, after: after, hasMail: settings.enableEmail)
            let rows = try transaction.query(
                "SELECT * FROM users AS u WHERE \(query.condition) ORDER BY u.id LIMIT \(max(0, limit))", query.parameters)
            return try Self.entries(rows, in: transaction)
        }
    }

    /// One account; `nil` where there is none of this number.
    public func entry(_ id: UserID) async throws -> Entry? {
        try await engine.read { transaction in
            try Self.entries(try transaction.query("SELECT * FROM users WHERE id = :id", ["id": id]), in: transaction).first
        }
    }

    private static func entries(_ rows: [Row], in transaction: any Transaction) throws(DatabaseError) -> [Entry] {
        guard let first = rows.first, let last = rows.last else { return [] }
        let held = try transaction.query(
            """
            SELECT h.user_id, r.name FROM user_roles AS h JOIN roles AS r ON r.id = h.role_id
            WHERE h.user_id BETWEEN :first AND :last ORDER BY r.name
            """, ["first": try first.get("id", as: UserID.self), "last": try last.get("id", as: UserID.self)])
        var roles: [UserID: [String]] = [:]
        for row in held { roles[try row.get("user_id"), default: []].append(try row.get("name")) }
        var entries: [Entry] = []
        for row in rows {
            let id: UserID = try row.get("id")
            let email: String? = row["email"] == nil ? nil : try row.get("email")
            entries.append(
                Entry(
                    id: id, username: try row.get("username"), email: email, isActive: try row.get("is_active"),
                    roles: roles[id] ?? []))
        }
        return entries
    }

    /// A filter in SQL.
    private struct Query {
        var condition = "u.id > :after"
        private var named: [(name: String, value: Database.Value)]

        var parameters: Parameters { .named(named) }

        init(_ filter: Filter, after: UserID, hasMail: Bool) {
            named = [("after", after.databaseValue)]
            if !filter.text.isEmpty {
                let pattern = "%\(Self.escaped(filter.text.lowercased()))%"
                named.append(("text", .text(pattern)))
                let columns = hasMail ? ["u.username", "u.email"] : ["u.username"]
                condition += " AND (" + columns.map { "lower(\($0)) LIKE :text ESCAPE '!'" }.joined(separator: " OR ") + ")"
            }
            if let isActive = filter.isActive {
                named.append(("active", isActive.databaseValue))
                condition += " AND u.is_active = :active"
            }
            if let role = filter.role {
                named.append(("role", .text(role)))
                condition +=
                    " AND u.id IN (SELECT h.user_id FROM user_roles AS h JOIN roles AS r ON r.id = h.role_id WHERE r.name = :role)"
            }
        }

        /// What is typed means itself: no `%` and `_` of `LIKE`.
        private static func escaped(_ text: String) -> String {
            text.reduce(into: "") { escaped, character in
                if "!%_".contains(character) { escaped.append("!") }
                escaped.append(character)
            }
        }
    }
}
