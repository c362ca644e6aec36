import HTTP
import Web

/// The link of a mail for signing in. It shows a button, and the button signs in: mail scanners open links.
struct SignInLink<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }

    @Sendable func show(_ context: Context) async throws -> any Answer {
        let entry = try entry(context)
        guard let name = try await entry.username(context) else { return accounts.linkIsOver(.signInLink) }
        var form = AccountForm(next: context.query["next"])
        form.show("account_name", name)
        form.show("action", String(context.request.path))
        if settings.enableRememberMe { form.show("offers_remember_me", true) }
        return form.page(settings.signInLinkTemplate, accounts.texts)
    }

    @Sendable func submit(_ context: Context) async throws -> any Answer {
        try await entry(context).enter(try await context.form(), context) ?? accounts.linkIsOver(.signInLink)
    }

    private func entry(_ context: Context) throws -> MailedEntry<User> {
        MailedEntry(accounts: accounts, purpose: .signInLink, token: try context.parameters["token"])
    }
}
