import Database
import HTTPTypes
import Web

/// The password once more, before something that a browser left open must not be enough for. The session stays; it is fresh again.
struct ConfirmPassword<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var texts: Texts { accounts.texts }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer {
        page(AccountForm(next: context.query["next"]), user)
    }

    @Sendable func submit(_ context: Context, _ user: User) async throws -> any Answer {
        let typed = try await context.form()
        var form = AccountForm(next: typed["next"])
        let known = try await accounts.check(Password(typed["old_password"] ?? ""), of: user, &form, in: context)
        guard form.isRight, let known, let token = context.session.token else { return page(form, user, .unprocessableContent) }
        let now = Int(context.environment.now())
        let isDone = try await context.database.write { transaction in
            guard try known.stillHold(in: transaction) else { return false }
            try UserSessions.prove(UserSessions.key(of: token), now: now, in: transaction)
            return true
        }
        guard isDone else {
            form.refuse(.oldPassword, texts.wrongPassword)
            return page(form, user, .unprocessableContent)
        }
        return accounts.destination(next: typed["next"], fallback: accounts.settings.afterSignIn)
    }

    private func page(_ form: AccountForm, _ user: User, _ status: HTTPResponse.Status = .ok) -> Page {
        var form = form
        form.show("account_name", user.username)
        form.show("action", accounts.settings.confirmPasswordPath)
        return form.page(
            accounts.settings.confirmPasswordTemplate, texts, fields: [.currentPassword(texts)], status: status)
    }
}
