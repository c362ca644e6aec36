import Database
import HTTPTypes
import Secrets
import Web

/// The second step of signing in: a code of the user's app, or a recovery code, after the password was right. The first step left a
/// token, which is good for this alone.
struct GiveCode<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }
    private var texts: Texts { accounts.texts }

    private enum Outcome: Sendable {
        case signedIn(Credentials)
        case wrong
        /// The token is over, or the account is not what it was.
        case over
    }

    @Sendable func submit(_ context: Context) async throws -> any Answer {
        let typed = try await context.form()
        let token = typed["token"] ?? ""
        let isRemembered = typed["remember_me"] != nil && settings.enableRememberMe
        var form = AccountForm(next: typed["next"])
        let now = Int(context.environment.now())
        let user = try await context.database.read {
            try UserToken.find(token, for: .secondFactor, now: now, in: $0)?.user
        }
        guard let user else { return startAgain(context) }
        // Whatever the address: a million codes are few for who has many addresses. Only who knows the password gets here.
        let key = AttemptLimiter.Key(username: "code of \(user)", address: "")
        let limit = AttemptLimit(kind: .code, limiter: accounts.limiter, key: key)
        if let seconds = try await accounts.begin([limit], in: context) {
            form.refuse(.code, texts.tooManyAttempts(seconds: seconds))
            return RetryLater(
                page: page(form, token: token, isRemembered: isRemembered, .tooManyRequests), after: seconds)
        }
        form.show("remember_device", typed["remember_device"] != nil)
        let opening = accounts.opening(in: context, isRemembered: isRemembered)
        let device = typed["remember_device"] != nil && settings.secondFactorDeviceLifetime > 0 ? DeviceCookie.makeToken() : nil
        switch try await enter(user, token, typed["code"] ?? "", opening, device, context) {
        case .signedIn(let known):
            accounts.limiter.succeed(key)
            if let device { try accounts.devices.keep(device, in: context) }
            try accounts.enter(opening, in: context, greeting: texts.signedIn(known.username))
            let event = SignedIn(user: known.id, isRemembered: isRemembered)
            await accounts.tell(.signedIn, event, in: context)
            return accounts.destination(next: typed["next"], fallback: settings.afterSignIn)
        case .over: return startAgain(context)
        case .wrong:
            form.refuse(.code, texts.wrongCode)
            return page(form, token: token, isRemembered: isRemembered, .unprocessableContent)
        }
    }

    private func enter(
        _ user: UserID, _ token: String, _ code: String, _ opening: Accounts<User>.Opening, _ device: String?,
        _ context: Context
    ) async throws -> Outcome {
        let witness = accounts.witness(in: context)
        let sealer = accounts.codeSealer(in: context)
        return try await context.database.write { [accounts] transaction in
            guard try UserToken.find(token, for: .secondFactor, now: witness.now, in: transaction)?.user == user,
                let known = try Credentials.find(user, in: transaction), known.isActive,
                let factor = try SecondFactor.find(user, in: transaction)
            else { return .over }
            guard let kind = try factor.use(code, now: witness.now, sealer, in: transaction) else { return .wrong }
            _ = try UserToken.use(token, for: .secondFactor, now: witness.now, in: transaction)
            if kind == .recovery { try witness.note(.recoveryCodeUsed, of: user, known.username, in: transaction) }
            if let device {
                try RememberedDevice.add(
                    device, of: user, from: opening.visitor, lifetime: accounts.settings.secondFactorDeviceLifetime,
                    now: witness.now, in: transaction)
                try witness.note(.deviceRemembered, of: user, known.username, in: transaction)
            }
            try accounts.open(opening, for: user, in: transaction)
            try witness.note(.signedIn, of: user, known.username, in: transaction)
            return .signedIn(known)
        }
    }

    private func startAgain(_ context: Context) -> Redirect {
        context.flash(texts.codeTooLate, .info)
        return Redirect(settings.signInPath)
    }

    func page(
        _ form: AccountForm, token: String, isRemembered: Bool, _ status: HTTPResponse.Status = .ok
    ) -> Page {
        var form = form
        form.show("token", token)
        form.show("action", settings.secondFactorPath)
        if isRemembered { form.show("remember_me", true) }
        if settings.secondFactorDeviceLifetime > 0 {
            form.show("device_lifetime", texts.duration(settings.secondFactorDeviceLifetime))
        }
        return form.page(settings.secondFactorTemplate, texts, fields: [.code(texts, hint: texts.codeHint)], status: status)
    }
}

extension Accounts {
    /// What seals the secrets of apps.
    func codeSealer(in context: Context) -> Sealer { Sealer(keys: context.environment.keys, purpose: "accounts.totp") }

    /// Sends those who must have a second factor, and don't, to where they get one. A passkey is two factors in one, for the session that
    /// it was shown for; a program's token was made by somebody who had done what was asked.
    func askForSecondFactor(of user: User, in context: Context) async throws {
        guard !settings.secondFactorRoles.isEmpty else { return }
        let roles = try await currentUser.roles(in: context)
        guard !roles.isDisjoint(with: settings.secondFactorRoles) else { return }
        guard try await !currentUser.hasShownPasskey(in: context) else { return }
        let (hasCode, hasPasskey) = try await context.database.read {
            (try SecondFactor.find(user.id, in: $0) != nil, try !Passkey.list(of: user.id, in: $0).isEmpty)
        }
        guard !hasCode, !(hasPasskey && currentUser.isProgram(in: context)) else { return }
        context.flashOnce(hasPasskey ? texts.showPasskeyFirst : texts.secondFactorFirst, .info)
        throw Refusal(Redirect(settings.twoStepPath))
    }
}

extension AccountForm.Field {
    static let code = AccountForm.Field("code")
}

extension FormField {
    /// A code of an app.
    ///
    /// - Parameter hint: says what else may be typed.
    static func code(_ texts: Texts, hint: Text? = nil) -> FormField {
        FormField(field: .code, label: texts.label(of: .code), autocomplete: "one-time-code", hint: hint, maximumLength: 40)
    }
}
