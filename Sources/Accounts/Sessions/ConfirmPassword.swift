import Database
import HTTPTypes
import Web

/// The password once more, before something that a browser left open must not be enough for. The session stays; it is fresh again.
struct ConfirmPassword<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var texts: Texts { accounts.texts }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer {
        var form = AccountForm(next: context.query["next"])
        let providers = try await accounts.linkedProviders(of: user, in: context)
        if !providers.isEmpty { form.show("providers", providers) }
        return try await page(form, user, context)
    }

    @Sendable func submit(_ context: Context, _ user: User) async throws -> any Answer {
        let typed = try await context.form()
        var form = AccountForm(next: typed["next"])
        let known = try await accounts.check(Password(typed["old_password"] ?? ""), of: user, &form, in: context)
        guard form.isRight, let known, let token = context.session.token else {
            return try await page(form, user, context, .unprocessableContent)
        }
        let now = Int(context.environment.now())
        let isDone = try await context.database.write { transaction in
            guard try known.stillHold(in: transaction) else { return false }
            try UserSessions.prove(UserSessions.key(of: token), now: now, in: transaction)
            return true
        }
        guard isDone else {
            form.refuse(.oldPassword, texts.wrongPassword)
            return try await page(form, user, context, .unprocessableContent)
        }
        return accounts.destination(next: typed["next"], fallback: accounts.settings.afterSignIn)
    }

    func page(
        _ form: AccountForm, _ user: User, _ context: Context, _ status: HTTPResponse.Status = .ok
    ) async throws -> Page {
        var form = form
        if try await accounts.offersPasskey(to: user, in: context) {
            form.show("passkey_url", accounts.settings.passkeysPath + "/confirm")
        }
        form.show("account_name", user.username)
        form.show("action", accounts.settings.confirmPasswordPath)
        return form.page(
            accounts.settings.confirmPasswordTemplate, texts, fields: [.currentPassword(texts)], status: status)
    }
}
