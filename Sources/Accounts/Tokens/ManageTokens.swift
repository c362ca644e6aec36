import Database
import HTTPTypes
import Web

/// Personal tokens, for programs that act for their user: made (and shown, this once), listed with their last use, revoked. Who is
/// here gave the password lately, and is no program: a token makes no tokens.
struct ManageTokens<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }
    private var texts: Texts { accounts.texts }

    private static var nameLimit: Int { 100 }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer {
        try await page(AccountForm(), Wish(), user, context)
    }

    /// Makes a token, or revokes that of the form's `revoke`.
    @Sendable func submit(_ context: Context, _ user: User) async throws -> any Answer {
        let typed = try await context.form()
        if let handle = typed["revoke"] { return try await revoke(handle, user, context) }
        let wish = Wish(typed)
        var form = AccountForm()
        check(wish, &form)
        guard form.isRight, let days = wish.days else { return try await page(form, wish, user, context) }
        let token = TokenText.make()
        let witness = accounts.witness(user, in: context)
        let notice = try await accounts.notice(texts.noticeTokenMade(wish.name), to: user, in: context)
        let isDone = try await accounts.commit(in: context) { transaction in
            guard
                try APIToken.store(
                    token, of: user.id, name: wish.name, scopes: wish.scopes, lifetime: days * 86_400, now: witness.now,
                    in: transaction)
            else { return false }
            let detail = "\(wish.name): \(wish.scopes.joined(separator: " "))"
            try witness.note(.tokenMade, of: user.id, user.username, detail, in: transaction)
            try notice?.post(in: transaction)
            return true
        }
        if !isDone { form.refuse(texts.tooManyTokens(APIToken.perUser)) }
        // By the answer itself: kept for a page after it, it would stand in a cookie.
        if isDone { form.show("token", token.text) }
        return try await page(form, isDone ? Wish() : wish, user, context)
    }

    private func check(_ wish: Wish, _ form: inout AccountForm) {
        if wish.name.isEmpty {
            form.refuse(.tokenName, texts.tokenNameMissing)
        } else if wish.name.unicodeScalars.count > Self.nameLimit {
            form.refuse(.tokenName, texts.fieldTooLong(Self.nameLimit))
        }
        let known = Set(settings.allTokenScopes.map(\.name))
        if wish.scopes.isEmpty || !known.isSuperset(of: wish.scopes) { form.refuse(.scope, texts.scopeNeeded) }
        if wish.days.map({ !APIToken.lifetimes.contains($0) }) ?? true { form.refuse(.days, texts.daysNeeded) }
    }

    private func revoke(_ handle: String, _ user: User, _ context: Context) async throws -> any Answer {
        let witness = accounts.witness(user, in: context)
        let name = try await context.database.write { transaction -> String? in
            let name = try APIToken.revoke(handle, of: user.id, in: transaction)
            if let name { try witness.note(.tokenRevoked, of: user.id, user.username, name, in: transaction) }
            return name
        }
        guard let name else { throw HTTPError(.notFound) }
        context.flash(texts.tokenRevoked(name), .success)
        return Redirect(settings.tokensPath)
    }

    private func page(_ form: AccountForm, _ wish: Wish, _ user: User, _ context: Context) async throws -> Page {
        let tokens = try await context.database.read { try APIToken.list(of: user.id, in: $0) }
        let now = Int(context.environment.now())
        var form = form
        form.keep(.tokenName, wish.name)
        form.show("tokens", tokens.map { accounts.variables(of: $0, now: now) })
        if !tokens.isEmpty { form.show("has_tokens", true) }
        form.show(
            "scopes",
            settings.allTokenScopes.map {
                ["scope": $0.name, "about": Text(declared: $0.about), "is_chosen": wish.scopes.contains($0.name)]
                    as [String: any Sendable]
            })
        form.show(
            "lifetimes",
            APIToken.lifetimes.map {
                ["count": $0, "words": texts.days($0), "is_chosen": $0 == wish.days ?? 90] as [String: any Sendable]
            })
        return form.page(
            settings.tokensTemplate, texts, fields: [.tokenName(texts)], status: form.isRight ? .ok : .unprocessableContent)
    }
}

extension ManageTokens {
    /// What was typed.
    private struct Wish: Sendable {
        var name = ""
        var scopes: [String] = []
        var days: Int?

        init() {}

        init(_ form: Form) {
            name = UsernameRules.trimmed(form["name"] ?? "")
            scopes = Set(form.all("scope")).sorted()
            days = form["days"].flatMap { Int($0) }
        }
    }
}

extension Accounts {
    /// A token for a template.
    func variables(of token: APIToken, now: Int) -> [String: any Sendable] {
        var variables: [String: any Sendable] = [
            "handle": token.handle, "name": token.name, "scopes": token.scopes.joined(separator: " "),
            "created": texts.moment(token.created), "expires": texts.moment(token.expires),
        ]
        if token.lastUsed > 0 { variables["last_used"] = texts.moment(token.lastUsed) }
        if token.expires <= now { variables["is_over"] = true }
        return variables
    }
}

extension AccountForm.Field {
    static let tokenName = AccountForm.Field("name")
    static let scope = AccountForm.Field("scope")
    static let days = AccountForm.Field("days")
}

extension FormField {
    fileprivate static func tokenName(_ texts: Texts) -> FormField {
        FormField(
            field: .tokenName, label: texts.tokenName, autocomplete: "off", hint: texts.tokenNameHint, maximumLength: 100)
    }
}
