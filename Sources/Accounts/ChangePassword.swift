import Database
import HTTPTypes
import Web

/// Another password, for who knows the one of now. It ends all other sessions. Who has none yet came in another way, lately.
struct ChangePassword<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var texts: Texts { accounts.texts }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer {
        page(AccountForm(), user, isFirst: try await isFirst(user, context))
    }

    /// Whether the account has no password. Then who is here must have proved who they are lately.
    private func isFirst(_ user: User, _ context: Context) async throws -> Bool {
        guard try await accounts.hasNoPassword(user, in: context) else { return false }
        _ = try await accounts.fresh(accounts.signedInUnconfirmed).check(context)
        return true
    }

    /// The account as it is now, where the visitor may change its password.
    private func known(
        _ typed: Form, isFirst: Bool, _ user: User, _ form: inout AccountForm, _ context: Context
    ) async throws -> Credentials? {
        if isFirst { return try await context.database.read { try Credentials.find(user.id, in: $0) } }
        return try await accounts.check(Password(typed["old_password"] ?? ""), of: user, &form, in: context)
    }

    @Sendable func submit(_ context: Context, _ user: User) async throws -> any Answer {
        let typed = try await context.form()
        let new = Password(typed["new_password"] ?? "")
        var form = AccountForm()
        accounts.check(new: new, retyped: Password(typed["retype_password"] ?? ""), username: user.username, &form)
        let isFirst = try await isFirst(user, context)
        let known = try await known(typed, isFirst: isFirst, user, &form, context)
        await accounts.checkBreaches(new, .newPassword, &form, in: context)
        guard form.isRight, let known else { return page(form, user, isFirst: isFirst, .unprocessableContent) }

        let hash = try await orBusy(texts) { try await accounts.passwords.hash(new) }
        let draft = try await notice(user, in: context)
        let (opening, desk) = (accounts.reopening(in: context), accounts.desk(in: context))
        let witness = accounts.witness(in: context)
        let isDone = try await accounts.commit(in: context) { [accounts] transaction in
            guard try known.stillHold(in: transaction) else { return false }
            try Credentials.replacePassword(hash, of: user.id, in: transaction)
            try accounts.open(opening, for: user.id, in: transaction)
            try witness.note(.passwordChanged, of: user.id, user.username, in: transaction)
            if let draft { try accounts.post(draft, in: transaction, of: desk) }
            return true
        }
        guard isDone else {
            form.refuse(.oldPassword, texts.wrongPassword)
            return page(form, user, isFirst: isFirst, .unprocessableContent)
        }
        try accounts.enter(opening, in: context, greeting: texts.passwordChanged)
        await accounts.tell(.changedPassword, PasswordChanged(user: user.id), in: context)
        return Redirect(accounts.settings.afterChangePassword)
    }

    private func notice(_ user: User, in context: Context) async throws -> Accounts<User>.Draft? {
        guard accounts.settings.sendPasswordChangedEmail else { return nil }
        return try await accounts.draft(.passwordChanged, toOwnerOf: user, in: context)
    }

    private func page(
        _ form: AccountForm, _ user: User, isFirst: Bool, _ status: HTTPResponse.Status = .ok
    ) -> Page {
        var form = form
        form.show("account_name", user.username)
        let fields = (isFirst ? [] : [.currentPassword(texts)]) + FormField.newPassword(accounts.settings, texts)
        return form.page(accounts.settings.changePasswordTemplate, texts, fields: fields, status: status)
    }
}

extension Accounts {
    /// A new session for a visitor who is signed in already, remembered if the old one was.
    func reopening(in context: Context) -> Opening {
        opening(in: context, isRemembered: remembering.token(in: context) != nil)
    }

    /// A mail to an account's own address; `nil` where there is no mail or no confirmed address.
    func draft(
        _ mail: AccountMail, toOwnerOf user: User, link: String? = nil, _ more: [String: any Sendable] = [:],
        in context: Context
    ) async throws -> Draft? {
        guard settings.enableEmail else { return nil }
        let address = try await context.database.read { try UserAddress.primary(of: user.id, in: $0) }
        guard let address, address.isConfirmed || !settings.confirmsEmail else { return nil }
        return try await write(
            mail, to: address.email, username: user.username, language: address.language, link: link, more, in: context)
    }
}
