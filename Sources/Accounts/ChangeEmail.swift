import Database
import HTTPTypes
import Web

/// Another address in place of the account's own: it takes its place when the link that was mailed to it is followed, and the
/// old one is told.
///
/// That the new one has an account already is not told to the visitor, but to the address.
struct ChangeEmail<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var texts: Texts { accounts.texts }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer {
        try await page(AccountForm(), user, context)
    }

    @Sendable func submit(_ context: Context, _ user: User) async throws -> any Answer {
        var form = AccountForm()
        let request = try await accounts.mailRequest(&form, field: .newEmail, in: context)
        if let seconds = request?.wait {
            return RetryLater(page: try await page(form, user, context, .tooManyRequests), after: seconds)
        }
        let password = Password(try await context.form()["old_password"] ?? "")
        let known = try await accounts.check(password, of: user, &form, in: context)
        guard form.isRight, let known, let request else {
            return try await page(form, user, context, .unprocessableContent)
        }
        guard try await accounts.claim(request.email, for: .changeEmail, by: known, in: context) else {
            form.refuse(.oldPassword, texts.wrongPassword)
            return try await page(form, user, context, .unprocessableContent)
        }
        context.flash(texts.confirmationSent(request.email), .info)
        return Redirect(accounts.settings.afterChangeEmail)
    }

    private func page(
        _ form: AccountForm, _ user: User, _ context: Context, _ status: HTTPResponse.Status = .ok
    ) async throws -> Page {
        var form = form
        form.show("account_name", user.username)
        let address = try await context.database.read { try UserAddress.primary(of: user.id, in: $0) }
        if let address { form.show("email", address.email) }
        let fields: [FormField] = [.email(.newEmail, texts), .currentPassword(texts)]
        return form.page(accounts.settings.changeEmailTemplate, texts, fields: fields, status: status)
    }
}

extension Accounts {
    /// Mails the link by which an address becomes a user's; where it is somebody's already, that one hears of it instead, and the
    /// user can't tell: the row is the same, and its link was given to nobody.
    ///
    /// - Parameter purpose: `changeEmail` or `addEmail`.
    /// - Returns: false where the account changed since its password was compared.
    func claim(
        _ email: String, for purpose: TokenPurpose, by known: Credentials, in context: Context
    ) async throws -> Bool {
        let token = UserToken.make()
        let owner = try await context.database.read { try UserAddress.find(email, in: $0) }
        let draft =
            if let owner, owner.isPrimary || owner.isConfirmed {
                try await write(.addressTaken, to: owner.email, username: owner.username, language: owner.language, in: context)
            } else {
                try await write(
                    purpose == .changeEmail ? .changeEmail : .confirmEmail, to: email, username: known.username,
                    link: settings.confirmEmailPath + "/" + token, in: context)
            }
        let desk = desk(in: context)
        let lifetime = settings.confirmEmailLifetime
        return try await commit(in: context) { transaction in
            guard try known.stillHold(in: transaction) else { return false }
            try UserToken(user: known.id, email: email)
                .store(token, for: purpose, lifetime: lifetime, now: Int(desk.now), in: transaction)
            try post(draft, in: transaction, of: desk)
            return true
        }
    }
}
