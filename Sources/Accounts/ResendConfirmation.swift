import Database
import HTTPTypes
import Web

/// The link of a new account once more. As with ``ForgotPassword``, the answer is the same whether there is one waiting or not.
struct ResendConfirmation<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    @Sendable func show(_ context: Context) async throws -> any Answer {
        var form = AccountForm()
        form.keep(.email, context.query["email"])
        return page(form)
    }

    @Sendable func submit(_ context: Context) async throws -> any Answer {
        var form = AccountForm()
        guard let request = try await accounts.mailRequest(&form, in: context) else { return page(form, .unprocessableContent) }
        if let seconds = request.wait { return RetryLater(page: page(form, .tooManyRequests), after: seconds) }
        let found = try await context.database.read { try UserAddress.find(request.email, in: $0) }
        let waiting = found.flatMap { $0.isConfirmed ? nil : $0 }
        let token = UserToken.make()
        let draft = try await accounts.confirmation(
            token, to: waiting?.email ?? request.email, username: waiting?.username ?? request.email,
            language: waiting?.language, in: context)
        let desk = accounts.desk(in: context)
        let lifetime = accounts.settings.confirmEmailLifetime
        try await accounts.commit(in: context) { [accounts] transaction in
            let row = UserToken(user: waiting?.user, email: waiting?.email ?? request.email)
            try row.store(token, for: .confirmEmail, lifetime: lifetime, now: Int(desk.now), in: transaction)
            try accounts.post(draft, isSent: waiting != nil, in: transaction, of: desk)
        }
        context.flash(accounts.texts.confirmationResent(request.email), .info)
        return Redirect(accounts.settings.afterResendConfirmation)
    }

    private func page(_ form: AccountForm, _ status: HTTPResponse.Status = .ok) -> Page {
        form.page(
            accounts.settings.resendConfirmationTemplate, accounts.texts, fields: [.email(.email, accounts.texts)],
            status: status)
    }
}

extension Accounts {
    /// The mail with the link that confirms an address.
    func confirmation(
        _ token: String, to email: String, username: String, language: String? = nil, in context: Context
    ) async throws -> Draft {
        try await write(
            .confirmEmail, to: email, username: username, language: language, link: settings.confirmEmailPath + "/" + token,
            in: context)
    }
}
