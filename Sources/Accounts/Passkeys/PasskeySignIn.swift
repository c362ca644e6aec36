import Database
import HTTP
import HTTPTypes
import Web
import WebAuthn

/// Signing in by a passkey: nothing is typed. The authenticator has shown who holds it (user verification), so it is two factors in
/// one, and no code is asked for beside it.
struct PasskeySignIn<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }
    private var texts: Texts { accounts.texts }

    private enum Outcome: Sendable {
        case signedIn(Credentials)
        case deactivated, unconfirmed, over
    }

    /// What the script asks for: the same for everybody.
    @Sendable func options(_ context: Context) async throws -> any Answer {
        guard let site = accounts.relyingParty(in: context) else { throw HTTPError(.notFound) }
        // The secret of this visitor's forms, made here where there is none.
        _ = context.csrfToken
        guard let session = context.session.csrfSecret else { throw HTTPError(.badRequest) }
        return JSON(
            PasskeyRequest(
                challenge: PasskeyChallenge.make(for: .signIn, session: session, in: context), rpId: site.id, allowCredentials: []
            ))
    }

    @Sendable func submit(_ context: Context) async throws -> any Answer {
        let typed = try await context.form()
        if let elsewhere = try await accounts.sendAway(context, next: typed["next"]) { return elsewhere }
        guard let site = accounts.relyingParty(in: context), let session = context.session.csrfSecret else {
            throw HTTPError(.notFound)
        }
        var form = AccountForm(next: typed["next"])
        let key = AttemptLimiter.Key(username: "a passkey", address: context.clientAddress)
        let limit = AttemptLimit(kind: .passkey, limiter: accounts.limiter, key: key)
        if let seconds = try await accounts.begin([limit], in: context) {
            form.refuse(texts.tooManyAttempts(seconds: seconds))
            return RetryLater(page: page(form, context, .tooManyRequests), after: seconds)
        }
        let json = typed["credential"] ?? ""
        switch try await accounts.check(json, for: .signIn, session: session, by: site, in: context) {
        case .failure(let refusal):
            try await accounts.note(refusal, in: context)
            form.refuse(texts.passkeyUnknown)
        case .success(let shown):
            let isRemembered = typed["remember_me"] != nil && settings.enableRememberMe
            let opening = accounts.opening(in: context, isRemembered: isRemembered, isByPasskey: true)
            switch try await enter(shown, opening, context) {
            case .signedIn(let known):
                accounts.limiter.succeed(key)
                try accounts.enter(opening, in: context, greeting: texts.signedIn(known.username))
                await accounts.tell(.signedIn, SignedIn(user: known.id, isRemembered: isRemembered), in: context)
                return accounts.destination(next: typed["next"], fallback: settings.afterSignIn)
            case .deactivated: form.refuse(texts.deactivated)
            case .unconfirmed:
                form.refuse(texts.unconfirmed)
                form.show("offers_confirmation", true)
            case .over: form.refuse(texts.passkeyUnknown)
            }
        }
        return page(form, context, .unprocessableContent)
    }

    private func enter(
        _ shown: Accounts<User>.ShownPasskey, _ opening: Accounts<User>.Opening, _ context: Context
    ) async throws -> Outcome {
        let witness = accounts.witness(in: context)
        return try await context.database.write { [accounts, settings] transaction in
            guard let known = try Credentials.find(shown.passkey.user, in: transaction) else { return .over }
            guard known.isActive else { return .deactivated }
            let isConfirmed =
                try !settings.asksForConfirmedEmail
                || UserAddress.primary(of: known.id, in: transaction)?.isConfirmed ?? false
            guard isConfirmed else { return .unconfirmed }
            guard try shown.count(now: witness.now, in: transaction) else { return .over }
            try accounts.open(opening, for: known.id, in: transaction)
            try witness.note(.signedIn, of: known.id, known.username, "passkey: \(shown.passkey.name)", in: transaction)
            return .signedIn(known)
        }
    }

    private func page(_ form: AccountForm, _ context: Context, _ status: HTTPResponse.Status) -> Page {
        SignIn(accounts: accounts).page(form, context, status)
    }
}
