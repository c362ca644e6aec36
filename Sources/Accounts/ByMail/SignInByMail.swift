import Database
import HTTPTypes
import Mail
import Secrets
import Web

/// Signing in by a mail, with a link or a code, instead of a password. Whether there is an account or not, the visitor is told the same after
/// the same work, as in ``ForgotPassword``.
///
/// A code is good for the browser that asked only: what that was given for it is half of what the row knows.
struct SignInByMail<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }
    private var texts: Texts { accounts.texts }

    @Sendable func show(_ context: Context) async throws -> any Answer {
        let next = context.query["next"]
        if let elsewhere = try await accounts.sendAway(context, next: next) { return elsewhere }
        return page(AccountForm(next: next))
    }

    /// Sends the mail; or, with a code in the form, signs in.
    @Sendable func submit(_ context: Context) async throws -> any Answer {
        let typed = try await context.form()
        if let elsewhere = try await accounts.sendAway(context, next: typed["next"]) { return elsewhere }
        guard typed["code"] == nil || !settings.mailedSignIn.hasCode else { return try await enter(typed, context) }
        var form = AccountForm(next: typed["next"])
        guard let request = try await accounts.mailRequest(&form, in: context) else { return page(form, .unprocessableContent) }
        if let seconds = request.wait { return RetryLater(page: page(form, .tooManyRequests), after: seconds) }
        let browser = UserToken.make()
        try await send(to: request.email, browser, next: typed["next"], context)
        guard settings.mailedSignIn.hasCode else {
            context.flash(texts.signInMailSent(request.email), .info)
            return Redirect(settings.signInPath)
        }
        return codePage(AccountForm(next: typed["next"]), browser, sentTo: request.email)
    }

    private func send(to email: String, _ browser: String, next: String?, _ context: Context) async throws {
        let found = try await context.database.read { try UserAddress.find(email, in: $0) }
        // Whoever registered with an address that is not theirs knows the password: its owner is not led into that account.
        let address = found.flatMap { $0.isConfirmed || ($0.isPrimary && !settings.confirmsEmail) ? $0 : nil }
        let (token, code) = (UserToken.make(), Self.makeCode())
        var link = settings.emailSignInPath + "/" + token
        if let next = AccountForm(next: next).nextQuery { link += "?" + next }
        let draft = try await accounts.write(
            .signIn, to: address?.email ?? email, username: address?.username ?? email, language: address?.language,
            link: settings.mailedSignIn.hasLink ? link : nil,
            settings.mailedSignIn.hasCode ? ["code": code] : [:], in: context)
        let desk = accounts.desk(in: context)
        let witness = accounts.witness(in: context).unknownActor
        try await accounts.commit(in: context) { [accounts, settings] transaction in
            let row = UserToken(user: address?.user, email: address?.email ?? email)
            let lifetime = settings.emailSignInLifetime
            if settings.mailedSignIn.hasLink {
                try row.store(token, for: .signInLink, lifetime: lifetime, now: witness.now, in: transaction)
            }
            if settings.mailedSignIn.hasCode {
                try row.store(Self.key(browser, code), for: .signInCode, lifetime: lifetime, now: witness.now, in: transaction)
            }
            try witness.note(.signInMailAsked, of: address?.user, address?.username ?? "", email, in: transaction)
            try accounts.post(draft, isSent: address != nil, in: transaction, of: desk)
        }
    }

    private func enter(_ typed: Form, _ context: Context) async throws -> any Answer {
        let browser = typed["token"] ?? ""
        var form = AccountForm(next: typed["next"])
        let attempts = AttemptLimiter.Key(username: UserToken.key(of: browser, for: .signInCode), address: "")
        let limit = AttemptLimit(kind: .mailedCode, limiter: accounts.limiter, key: attempts)
        if let seconds = try await accounts.begin([limit], in: context) {
            form.refuse(.code, texts.tooManyAttempts(seconds: seconds))
            return RetryLater(page: codePage(form, browser, .tooManyRequests), after: seconds)
        }
        let entry = MailedEntry(accounts: accounts, purpose: .signInCode, token: Self.key(browser, typed["code"] ?? ""))
        if let answer = try await entry.enter(typed, context) {
            accounts.limiter.succeed(attempts)
            return answer
        }
        form.refuse(.code, texts.wrongMailedCode)
        return codePage(form, browser, .unprocessableContent)
    }

    /// 40 random bits, as people copy them: `ABCD-EFGH`.
    private static func makeCode() -> String {
        let letters = Base32.encode(Randomness.bytes(5))
        return letters.prefix(4) + "-" + letters.suffix(4)
    }

    /// Without what people put between letters, and whatever the case.
    private static func key(_ browser: String, _ code: String) -> String {
        browser + ":" + code.filter { $0 != "-" && !$0.isWhitespace }.uppercased()
    }

    private func page(_ form: AccountForm, _ status: HTTPResponse.Status = .ok) -> Page {
        var form = form
        form.show("action", settings.emailSignInPath)
        return form.page(settings.emailSignInTemplate, texts, fields: [.email(.email, texts)], status: status)
    }

    private func codePage(
        _ form: AccountForm, _ browser: String, sentTo email: String? = nil, _ status: HTTPResponse.Status = .ok
    ) -> Page {
        var form = form
        form.show("action", settings.emailSignInPath)
        form.show("token", browser)
        if let email { form.show("sent", texts.signInMailSent(email)) }
        if settings.enableRememberMe { form.show("offers_remember_me", true) }
        return form.page(
            settings.emailSignInTemplate, texts, fields: [.code(texts, hint: texts.mailedCodeHint)], status: status)
    }
}
