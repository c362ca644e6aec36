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
        /// In what order they come.
        public var order = Order()

        /// Everybody.
        public init() {}
    }

    /// The order of a list. What is alike comes by number.
    public struct Order: Sendable, Hashable {
        /// What is compared; user names and addresses whatever their case.
        public enum Column: String, Sendable, CaseIterable {
            /// By number: in the order of registration.
            case id
            /// By user name.
            case username
            /// By mail address.
            case email
            /// Who may sign in apart from who may not.
            case state
        }

        /// What is compared.
        public var column = Column.id
        /// The last first.
        public var isDescending = false

        /// By number, the oldest account first, where nothing is said.
        public init(_ column: Column = .id, isDescending: Bool = false) {
            (self.column, self.isDescending) = (column, isDescending)
        }

        /// In SQL.
        var expression: String {
            switch column {
            case .id: "u.id"
            case .username: "u.username"
            case .email: "lower(coalesce(u.email, ''))"
            case .state: "CASE WHEN u.is_active = :active_state THEN 0 ELSE 1 END"
            }
        }
    }

    /// Accounts in the filter's order, by number where it says nothing.
    ///
    /// - Parameters:
    ///   - after: the last one of the page before.
    ///   - limit: at most so many.
    public func list(
        _ filter: Filter = Filter(), after: UserID = UserID(), limit: Int = 1000
    ) async throws -> [Entry] {
        try await engine.read { [settings] transaction in
            let query = try Query(filter, after: after, hasMail: settings.enableEmail, in: transaction)
            let rows = try transaction.query(
                "SELECT * FROM users AS u WHERE \(query.condition) ORDER BY \(query.order) LIMIT \(max(0, limit))",
                query.parameters)
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
        guard !rows.isEmpty else { return [] }
        var ids: [String] = []
        for row in rows { ids.append("\(try row.get("id", as: UserID.self))") }
        let held = try transaction.query(
            """
            SELECT h.user_id, r.name FROM user_roles AS h JOIN roles AS r ON r.id = h.role_id
            WHERE h.user_id IN (\(ids.joined(separator: ", "))) ORDER BY r.name
            """)
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
        var condition = "u.id > 0"
        let order: String
        private var named: [(name: String, value: Database.Value)]

        var parameters: Parameters { .named(named) }

        init(
            _ filter: Filter, after: UserID, hasMail: Bool, in transaction: any Transaction
        ) throws(DatabaseError) {
            named = []
            var by = filter.order
            if by.column == .email, !hasMail { by.column = .id }
            order = Self.order(by)
            try go(after, by, in: transaction)
            if by.column == .state { named.append(("active_state", true.databaseValue)) }
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

        private static func order(_ order: Order) -> String {
            let direction = order.isDescending ? " DESC" : ""
            let id = "u.id\(direction)"
            return order.column == .id ? id : "\(order.expression)\(direction), \(id)"
        }

        /// Goes on after the last account of the page before; from the beginning where that is gone.
        private mutating func go(
            _ after: UserID, _ order: Order, in transaction: any Transaction
        ) throws(DatabaseError) {
            guard after != UserID() else { return }
            let sign = order.isDescending ? "<" : ">"
            guard order.column != .id else {
                named.append(("after", after.databaseValue))
                condition += " AND u.id \(sign) :after"
                return
            }
            var parameters: [(name: String, value: Database.Value)] = [("after", after.databaseValue)]
            if order.column == .state { parameters.append(("active_state", true.databaseValue)) }
            let row = try transaction.first(
                "SELECT \(order.expression) AS last_value FROM users AS u WHERE u.id = :after", .named(parameters))
            guard let row, let last = row["last_value"] else { return }
            named += [("after", after.databaseValue), ("last", last)]
            condition +=
                " AND (\(order.expression) \(sign) :last OR (\(order.expression) = :last AND u.id \(sign) :after))"
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
