import Blocking
import Database
import HTTPTypes
import Web

/// Signing in by user name and password.
///
/// A name that is not known and a wrong password look the same in status, text and time: each costs one look-up and one hash.
struct SignIn<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }
    private var texts: Texts { accounts.texts }

    /// What was typed.
    private struct Attempt: Sendable {
        let username: String
        let password: Password
        let remember: Bool
        let next: String?

        init(_ form: Form) {
            username = UsernameRules.trimmed(form["username"] ?? "")
            password = Password(form["password"] ?? "")
            remember = form["remember_me"] != nil
            next = form["next"]
        }
    }

    /// How an attempt ended.
    private enum Outcome: Sendable {
        case signedIn(Credentials)
        case unknownName, wrongPassword, deactivated
    }

    @Sendable func show(_ context: Context) async throws -> any Answer {
        let next = context.query["next"]
        if let elsewhere = try await accounts.sendAway(context, next: next) { return elsewhere }
        return page(AccountForm(next: next))
    }

    @Sendable func submit(_ context: Context) async throws -> any Answer {
        let attempt = Attempt(try await context.form())
        if let elsewhere = try await accounts.sendAway(context, next: attempt.next) { return elsewhere }
        var form = AccountForm(username: attempt.username, next: attempt.next)
        form.show("remember_me", attempt.remember)
        if attempt.username.isEmpty { form.refuse(.username, texts.usernameMissing) }
        if attempt.password.text.isEmpty { form.refuse(.password, texts.passwordMissing) }
        guard form.isRight else { return page(form, .unprocessableContent) }

        let key = AttemptLimiter.Key(username: attempt.username, address: context.clientAddress)
        if case .refused(let seconds) = accounts.limiter.begin(key, now: context.environment.now()) {
            form.refuse(texts.tooManyAttempts(seconds: seconds))
            return RetryLater(page: page(form, .tooManyRequests), after: seconds)
        }
        return try await decide(attempt, form, key, context)
    }

    private func decide(_ attempt: Attempt, _ form: AccountForm, _ key: AttemptLimiter.Key, _ context: Context) async throws
        -> any Answer
    {
        let opening = accounts.opening(in: context, isRemembered: attempt.remember && settings.enableRememberMe)
        let outcome: Outcome
        do {
            outcome = try await orBusy(texts) { try await judge(attempt, opening, context) }
        } catch {
            accounts.limiter.abandon(key)
            throw error
        }
        var form = form
        switch outcome {
        case .signedIn(let credentials):
            accounts.limiter.succeed(key)
            try accounts.enter(opening, in: context, greeting: texts.signedIn(credentials.username))
            return accounts.destination(next: attempt.next, fallback: settings.afterSignIn)
        case .deactivated:
            accounts.limiter.succeed(key)
            form.refuse(texts.deactivated)
        case .unknownName where settings.showUnknownUsername:
            form.refuse(.username, texts.unknownUsername)
        case .unknownName, .wrongPassword:
            form.refuse(texts.wrongNameOrPassword)
        }
        return page(form, .unprocessableContent)
    }

    /// Compares, and opens the session where the password is right. Once more where the account changed meanwhile: it may have
    /// been another sign-in that stored a stronger hash of the same password.
    private func judge(_ attempt: Attempt, _ opening: Accounts<User>.Opening, _ context: Context) async throws -> Outcome {
        for _ in 0..<2 {
            let known = try await credentials(of: attempt.username, context)
            let verdict = try await accounts.passwords.compare(attempt.password, with: known?.passwordHash)
            guard let known else { return .unknownName }
            guard case .right(let replacement) = verdict else { return .wrongPassword }
            guard known.isActive else { return .deactivated }
            if try await open(opening, for: known, storing: replacement, context) { return .signedIn(known) }
        }
        return .wrongPassword
    }

    /// False where the account is no longer what it was when the password was compared with it.
    private func open(
        _ opening: Accounts<User>.Opening, for known: Credentials, storing replacement: String?, _ context: Context
    ) async throws -> Bool {
        try await context.database.write { [accounts] transaction in
            guard try known.stillHold(in: transaction) else { return false }
            if let replacement { try Credentials.setPasswordHash(replacement, of: known.id, in: transaction) }
            try accounts.open(opening, for: known.id, in: transaction)
            return true
        }
    }

    /// A name that can't be anybody's is looked up all the same: the answer takes as long as for any other.
    private func credentials(of username: String, _ context: Context) async throws -> Credentials? {
        let bounded = String(username.unicodeScalars.prefix(UsernameRules.length.upperBound + 1))
        return try await context.database.read { try Credentials.find(bounded, in: $0) }
    }

    private func page(_ form: AccountForm, _ status: HTTPResponse.Status = .ok) -> Page {
        var form = form
        if settings.enableRememberMe { form.show("offers_remember_me", true) }
        return form.page(settings.signInTemplate, texts, status: status)
    }
}
