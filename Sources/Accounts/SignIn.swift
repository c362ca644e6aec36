import Blocking
import Database
import HTTPTypes
import Mail
import Web

/// Signing in by user name or mail address, whichever there is, and password.
///
/// A name that is not known and a wrong password look the same in status, text and time: each costs one look-up and one hash.
struct SignIn<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }
    private var texts: Texts { accounts.texts }

    /// What was typed.
    private struct Attempt: Sendable {
        /// A user name or a mail address.
        let identifier: String
        let password: Password
        let remember: Bool
        let next: String?

        init(_ form: Form) {
            identifier = UsernameRules.trimmed(form["username"] ?? form["email"] ?? "")
            password = Password(form["password"] ?? "")
            remember = form["remember_me"] != nil
            next = form["next"]
        }

        var isEmail: Bool { identifier.utf8.contains(UInt8(ascii: "@")) }
    }

    /// How an attempt ended.
    private enum Outcome: Sendable {
        case signedIn(Credentials)
        /// The password was right; a token for the page that asks for the code.
        case needsCode(String)
        case unknownName, wrongPassword, deactivated, unconfirmed

        var isRefusal: Bool {
            switch self {
            case .signedIn, .needsCode: false
            case .unknownName, .wrongPassword, .deactivated, .unconfirmed: true
            }
        }
    }

    @Sendable func show(_ context: Context) async throws -> any Answer {
        let next = context.query["next"]
        if let elsewhere = try await accounts.sendAway(context, next: next) { return elsewhere }
        return page(AccountForm(next: next), context)
    }

    @Sendable func submit(_ context: Context) async throws -> any Answer {
        let attempt = Attempt(try await context.form())
        if let elsewhere = try await accounts.sendAway(context, next: attempt.next) { return elsewhere }
        var form = AccountForm(username: attempt.identifier, next: attempt.next)
        form.show("remember_me", attempt.remember)
        if attempt.identifier.isEmpty { form.refuse(.username, words.missing) }
        if attempt.password.text.isEmpty { form.refuse(.password, texts.passwordMissing) }
        guard form.isRight else { return page(form, context, .unprocessableContent) }

        let gate = SignInGate(accounts: accounts)
        if let seconds = try await gate.begin(attempt.identifier, in: context) {
            AccountMetrics.note(.signInHeldBack, in: context)
            form.refuse(texts.tooManyAttempts(seconds: seconds))
            return RetryLater(page: page(form, context, .tooManyRequests), after: seconds)
        }
        return try await decide(attempt, form, gate, context)
    }

    private func decide(_ attempt: Attempt, _ form: AccountForm, _ gate: SignInGate<User>, _ context: Context) async throws
        -> any Answer
    {
        let opening = accounts.opening(in: context, isRemembered: attempt.remember && settings.enableRememberMe)
        let outcome: Outcome
        do {
            outcome = try await orBusy(texts) { try await judge(attempt, opening, context) }
        } catch {
            gate.abandon(attempt.identifier, in: context)
            throw error
        }
        var form = form
        if outcome.isRefusal { AccountMetrics.note(.signInRefused, in: context) }
        switch outcome {
        case .signedIn(let credentials):
            gate.succeed(attempt.identifier, in: context)
            try accounts.enter(opening, in: context, greeting: texts.signedIn(credentials.username))
            let event = SignedIn(user: credentials.id, isRemembered: opening.isRemembered)
            await accounts.tell(.signedIn, event, in: context)
            return accounts.destination(next: attempt.next, fallback: settings.afterSignIn)
        case .needsCode(let token):
            gate.succeed(attempt.identifier, in: context)
            let step = GiveCode(accounts: accounts)
            return step.page(AccountForm(next: attempt.next), token: token, isRemembered: opening.isRemembered)
        case .deactivated:
            gate.succeed(attempt.identifier, in: context)
            form.refuse(texts.deactivated)
        case .unconfirmed:
            // The password was right: this tells nothing to anybody else.
            gate.succeed(attempt.identifier, in: context)
            form.refuse(texts.unconfirmed)
            form.show("offers_confirmation", true)
        case .unknownName where attempt.isEmail ? settings.showUnknownEmail : settings.showUnknownUsername:
            form.refuse(.username, attempt.isEmail ? texts.unknownEmail : texts.unknownUsername)
        case .unknownName, .wrongPassword:
            form.refuse(words.wrong)
        }
        return page(form, context, .unprocessableContent)
    }

    /// Compares, and opens the session where the password is right. Once more where the account changed meanwhile: it may have
    /// been another sign-in that stored a stronger hash of the same password.
    private func judge(_ attempt: Attempt, _ opening: Accounts<User>.Opening, _ context: Context) async throws -> Outcome {
        for _ in 0..<2 {
            let known = try await credentials(of: attempt.identifier, context)
            let verdict = try await accounts.passwords.compare(attempt.password, with: known?.passwordHash)
            guard let known else { return .unknownName }
            guard case .right(let replacement) = verdict else { return .wrongPassword }
            guard known.isActive else { return .deactivated }
            guard try await mayEnter(known, context) else { return .unconfirmed }
            if let outcome = try await open(opening, for: known, storing: replacement, context) { return outcome }
        }
        return .wrongPassword
    }

    /// `nil` where the account is no longer what it was when the password was compared with it.
    private func open(
        _ opening: Accounts<User>.Opening, for known: Credentials, storing replacement: String?, _ context: Context
    ) async throws -> Outcome? {
        let witness = accounts.witness(in: context)
        let token = UserToken.make()
        let device = accounts.devices.token(in: context)
        return try await context.database.write { [accounts] transaction in
            guard try known.stillHold(in: transaction) else { return nil }
            if let replacement { try Credentials.setPasswordHash(replacement, of: known.id, in: transaction) }
            if try SecondFactor.isAsked(of: known.id, on: device, now: witness.now, in: transaction) {
                try UserToken(user: known.id, email: "").store(
                    token, for: .secondFactor, lifetime: SecondFactor.patience, now: witness.now, in: transaction)
                return .needsCode(token)
            }
            try accounts.open(opening, for: known.id, in: transaction)
            try witness.note(.signedIn, of: known.id, known.username, in: transaction)
            return .signedIn(known)
        }
    }

    private func credentials(of identifier: String, _ context: Context) async throws -> Credentials? {
        try await context.database.read { [settings] in try Credentials.find(typed: identifier, settings, in: $0) }
    }

    private func mayEnter(_ known: Credentials, _ context: Context) async throws -> Bool {
        guard settings.asksForConfirmedEmail else { return true }
        return try await context.database.read { try UserAddress.primary(of: known.id, in: $0)?.isConfirmed ?? false }
    }

    /// The words for the field of names, which depend on what a name may be.
    private var words: (label: Text, missing: Text, wrong: Text) {
        switch (settings.enableUsername, settings.enableEmail) {
        case (true, true): (texts.usernameOrEmail, texts.identifierMissing, texts.wrongIdentifierOrPassword)
        case (false, true): (texts.label(of: .email), texts.emailMissing, texts.wrongEmailOrPassword)
        default: (texts.label(of: .username), texts.usernameMissing, texts.wrongNameOrPassword)
        }
    }

    func page(_ form: AccountForm, _ context: Context, _ status: HTTPResponse.Status = .ok) -> Page {
        var form = form
        if accounts.relyingParty(in: context) != nil { form.show("passkey_url", settings.passkeysPath + "/sign-in") }
        if settings.enableRememberMe { form.show("offers_remember_me", true) }
        form.show("username_label", words.label)
        form.show("username_type", settings.enableUsername ? "text" : "email")
        return form.page(settings.signInTemplate, texts, status: status)
    }
}
