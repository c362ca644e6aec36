import Database
import HTTPTypes
import Mail
import Web

/// A link to a new password, by mail. Whether there is an account or not, the visitor is told the same after the same work: a
/// look-up, a mail written, a token and a mail stored. What belongs to nobody is thrown away by the outbox.
struct ForgotPassword<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    @Sendable func show(_ context: Context) async throws -> any Answer { page(AccountForm()) }

    @Sendable func submit(_ context: Context) async throws -> any Answer {
        var form = AccountForm()
        guard let request = try await accounts.mailRequest(&form, in: context) else { return page(form, .unprocessableContent) }
        if let seconds = request.wait { return RetryLater(page: page(form, .tooManyRequests), after: seconds) }
        let found = try await context.database.read { try UserAddress.find(request.email, in: $0) }
        // An address that somebody added and never confirmed opens nobody's account.
        let address = found.flatMap { $0.isPrimary || $0.isConfirmed ? $0 : nil }
        let token = UserToken.make()
        let draft = try await accounts.write(
            .resetPassword, to: address?.email ?? request.email, username: address?.username ?? request.email,
            language: address?.language,
            link: accounts.settings.resetPasswordPath + "/" + token, in: context)
        let desk = accounts.desk(in: context)
        let lifetime = accounts.settings.resetPasswordLifetime
        let witness = accounts.witness(in: context).unknownActor
        try await accounts.commit(in: context) { [accounts] transaction in
            let row = UserToken(user: address?.user, email: address?.email ?? request.email)
            try row.store(token, for: .resetPassword, lifetime: lifetime, now: Int(desk.now), in: transaction)
            // Also for nobody: the work is the same.
            try witness.note(
                .resetLinkAsked, of: address?.user, address?.username ?? "", request.email, in: transaction)
            try accounts.post(draft, isSent: address != nil, in: transaction, of: desk)
        }
        if let address {
            await accounts.tell(.forgotPassword, PasswordForgotten(user: address.user), in: context)
        } else {
            AccountMetrics.note("forgot password, no account")
        }
        context.flash(accounts.texts.resetLinkSent(request.email), .info)
        return Redirect(accounts.settings.afterForgotPassword)
    }

    private func page(_ form: AccountForm, _ status: HTTPResponse.Status = .ok) -> Page {
        form.page(
            accounts.settings.forgotPasswordTemplate, accounts.texts, fields: [.email(.email, accounts.texts)], status: status)
    }
}

extension Accounts {
    /// A mail that a visitor asks for.
    struct MailRequest: Sendable {
        let email: String
        /// Seconds, where too many were asked for.
        let wait: Int?
    }

    /// The address of the form; `nil` where it is none, which the form then says.
    func mailRequest(
        _ form: inout AccountForm, field: AccountForm.Field = .email, in context: Context
    ) async throws -> MailRequest? {
        let email = UsernameRules.trimmed(try await context.form()[field.name] ?? "")
        form.keep(field, email)
        guard !email.isEmpty, MailAddress(email) != nil else {
            form.refuse(field, email.isEmpty ? texts.emailMissing : texts.emailMalformed)
            return nil
        }
        let wait = try await begin(mailRequests.limits(email, in: context), in: context)
        if let wait { form.refuse(texts.tooManyMails(seconds: wait)) }
        return MailRequest(email: email, wait: wait)
    }
}
