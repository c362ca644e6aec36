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
        if found.count > shown.count, let last = shown.last {
            let query = [("search", search), ("role", role), ("state", state), ("after", "\(last.id)")]
            page.variables["next_url"] =
                "\(accounts.settings.adminPath)/users?"
                + query.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        }
        return page
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
