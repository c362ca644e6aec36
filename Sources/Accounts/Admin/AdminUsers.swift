import HTTP
import Web

/// The accounts, a page at a time: all, or those that a search, a role or a state leaves.
struct AdminUsers<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private static var pageSize: Int { 50 }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer {
        let search = UsernameRules.trimmed(context.query["search"] ?? "")
        let role = context.query["role"] ?? ""
        let state = context.query["state"] ?? ""
        var filter = AccountDirectory.Filter()
        filter.text = search
        filter.role = role.isEmpty ? nil : role
        filter.isActive = ["active": true, "inactive": false][state]
        let sort = context.query["sort"] ?? ""
        filter.order = Self.order(sort)
        let directory = accounts.directory(for: user, in: context)
        let after = context.query["after"].flatMap(UserID.init) ?? UserID()
        let found = try await directory.list(filter, after: after, limit: Self.pageSize + 1)
        let shown = found.prefix(Self.pageSize)

        var page = accounts.adminPage("users", AccountForm())
        page.variables["search"] = search
        page.variables["users"] = shown.map { accounts.variables(of: $0) }
        page.variables["roles"] = try await directory.roles().map {
            ["name": $0, "is_chosen": $0 == role] as [String: any Sendable]
        }
        if filter.isActive == true { page.variables["is_active"] = true }
        if filter.isActive == false { page.variables["is_inactive"] = true }
        let kept = [("search", search), ("role", role), ("state", state)]
        page.variables["columns"] = columns(filter.order, kept)
        page.variables["sort"] = sort
        if found.count > shown.count, let last = shown.last {
            page.variables["next_url"] = url(kept + [("sort", sort), ("after", "\(last.id)")])
        }
        return page
    }

    /// `username`, or `-username` for the other way round.
    private static func order(_ sort: String) -> AccountDirectory.Order {
        let isDescending = sort.hasPrefix("-")
        let column = AccountDirectory.Order.Column(rawValue: isDescending ? String(sort.dropFirst()) : sort)
        return column.map { AccountDirectory.Order($0, isDescending: isDescending) } ?? AccountDirectory.Order()
    }

    /// The heads of the table: each a link that sorts by it, or turns the order round.
    private func columns(
        _ order: AccountDirectory.Order, _ kept: [(String, String)]
    ) -> [[String: any Sendable]] {
        AccountDirectory.Order.Column.allCases.filter { $0 != .email || accounts.settings.enableEmail }.map { column in
            let isChosen = order.column == column
            let next = (isChosen && !order.isDescending ? "-" : "") + column.rawValue
            var variables: [String: any Sendable] = ["name": accounts.texts.column(column), "url": url(kept + [("sort", next)])]
            if isChosen { variables["order"] = order.isDescending ? "descending" : "ascending" }
            return variables
        }
    }

    private func url(_ query: [(String, String)]) -> String {
        "\(accounts.settings.adminPath)/users?" + query.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
    }
}

extension Accounts {
    /// An account for a template of the administrators.
    func variables(of entry: AccountDirectory.Entry) -> [String: any Sendable] {
        var variables: [String: any Sendable] = [
            "id": "\(entry.id)", "username": entry.username, "is_active": entry.isActive, "roles": entry.roles,
            "url": "\(settings.adminPath)/users/\(entry.id)",
        ]
        // Where the address is the name, once is enough.
        if let email = entry.email, email != entry.username { variables["email"] = email }
        return variables
    }
}
