import Database
import HTTP
import Web

/// The audit log, the newest first: all of it, or what was done to one account, or one kind of deed.
struct AdminLog<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private static var pageSize: Int { 100 }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer {
        let name = UsernameRules.trimmed(context.query["user"] ?? "")
        let action = AuditAction(rawValue: context.query["action"] ?? "")
        let before = context.query["before"].flatMap(Int64.init)
        let found = try await context.database.read { transaction -> [AuditLog.Entry] in
            let known = name.isEmpty ? nil : try Credentials.find(name, in: transaction)
            if !name.isEmpty, known == nil { return [] }
            return try AuditLog.entries(
                of: known?.id, action: action?.rawValue, before: before, limit: Self.pageSize + 1, in: transaction)
        }
        let shown = found.prefix(Self.pageSize)
        var page = accounts.adminPage("log", AccountForm())
        page.variables["user_name"] = name
        page.variables["log"] = shown.map { accounts.variables(of: $0) }
        page.variables["actions"] = AuditAction.allCases.map { choice -> [String: any Sendable] in
            ["value": choice.rawValue, "name": accounts.texts.deed(choice.rawValue), "is_chosen": choice == action]
        }
        if found.count > shown.count, let last = shown.last {
            let query = [("user", name), ("action", action?.rawValue ?? ""), ("before", "\(last.id)")]
            page.variables["next_url"] =
                "\(accounts.settings.adminPath)/log?"
                + query.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        }
        return page
    }
}

extension Accounts {
    /// A line of the log for a template.
    func variables(of entry: AuditLog.Entry) -> [String: any Sendable] {
        [
            "moment": texts.moment(entry.time), "action": texts.deed(entry.action), "actor": entry.actor,
            "username": entry.username, "address": entry.address, "detail": entry.detail,
        ]
    }
}
