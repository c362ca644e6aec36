import Database
import HTTPTypes
import Web

/// One account, as an administrator sees it: what is in it, its roles and sessions, what was done, and what can be done.
struct AdminUser<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    var settings: AccountSettings { accounts.settings }
    var texts: Texts { accounts.texts }

    private static var logLines: Int { 20 }

    @Sendable func show(_ context: Context, _ admin: User) async throws -> any Answer {
        try await page(try await entry(context, admin), AccountForm(), admin, context)
    }

    /// The account of the path; 404 where there is none.
    func entry(_ context: Context, _ admin: User) async throws -> AccountDirectory.Entry {
        let id = UserID(try context.parameters.get("id", as: Int64.self))
        guard let entry = try await accounts.directory(for: admin, in: context).entry(id) else { throw HTTPError(.notFound) }
        return entry
    }

    func page(
        _ entry: AccountDirectory.Entry, _ form: AccountForm, _ admin: User, _ context: Context
    ) async throws -> Page {
        let now = Int(context.environment.now())
        let own = context.session.token.map { UserSessions.key(of: $0) }
        let (sessions, tokens, log, row, factor, passkeys, deletion) = try await context.database.read { transaction in
            (
                try UserSessions.list(of: entry.id, now: now, in: transaction),
                try APIToken.list(of: entry.id, in: transaction),
                try AuditLog.entries(of: entry.id, limit: Self.logLines, in: transaction),
                try transaction.first("SELECT * FROM users WHERE id = :id", ["id": entry.id]),
                try SecondFactor.find(entry.id, in: transaction),
                try Passkey.list(of: entry.id, in: transaction),
                try AccountDeletion.find(entry.id, in: transaction)
            )
        }
        var form = form
        if form.isRight {
            form.keep(.username, entry.username)
            for field in User.profile { form.keep(AccountForm.Field(field.column.text), field.typed(row?[field.column.text])) }
        }
        var page = accounts.adminPage("user", form, fields: fields)
        page.variables["user"] = accounts.variables(of: entry)
        page.variables["sessions"] = sessions.map { accounts.variables(of: $0, isCurrent: $0.key == own) }
        if !sessions.isEmpty { page.variables["has_sessions"] = true }
        page.variables["tokens"] = tokens.map { accounts.variables(of: $0, now: now) }
        if !tokens.isEmpty { page.variables["has_tokens"] = true }
        page.variables["log"] = log.map { accounts.variables(of: $0) }
        if factor != nil { page.variables["has_second_factor"] = true }
        if !passkeys.isEmpty { page.variables["has_passkeys"] = true }
        if let deletion { page.variables["leaves"] = texts.moment(deletion.due) }
        if entry.id == admin.id { page.variables["is_self"] = true }
        return page
    }

    private var fields: [FormField] {
        let name = FormField(
            field: .username, label: texts.label(of: .username), autocomplete: "off",
            maximumLength: UsernameRules.length.upperBound)
        return (settings.enableUsername ? [name] : []) + User.profile.map(FormField.init)
    }
}
