import Database
import HTTPTypes
import Mail
import OpenID
import Web

/// Somebody comes in whom a provider vouches for: into the account that is linked, or into a new one.
struct ProviderEntry<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }
    private var texts: Texts { accounts.texts }

    private enum Outcome: Sendable {
        case signedIn(Credentials)
        /// A second factor is on; a token for the page that asks for the code.
        case needsCode(String)
        case made(Credentials, email: String?)
        case deactivated, unconfirmed
        /// Nobody is linked.
        case unknown
    }

    /// The name that somebody of this name gets, if it is free.
    private struct Newcomer: Sendable {
        let username: String
        /// Confirmed, by the provider.
        let email: String?
        let welcome: Accounts<User>.Draft?
    }

    func enter(_ identity: Identity, _ provider: IdentityProvider, _ trip: Trip, _ context: Context) async throws -> any Answer {
        let opening = accounts.opening(in: context)
        for _ in 0..<3 {
            var outcome = try await signIn(identity, provider, opening, context)
            if case .unknown = outcome {
                if let refusal = try await refusal(identity, provider, trip, context) { return refusal }
                do {
                    outcome = try await make(identity, provider, opening, context)
                } catch let error as DatabaseError {
                    // Somebody took the name, or the address, or they came in twice at once.
                    guard case .uniqueViolation = error.kind else { throw error }
                    continue
                }
            }
            return try await answer(outcome, provider, trip, opening, context)
        }
        throw HTTPError(.serviceUnavailable, texts.busy, headers: [.retryAfter: "5"])
    }

    private func signIn(
        _ identity: Identity, _ provider: IdentityProvider, _ opening: Accounts<User>.Opening, _ context: Context
    ) async throws -> Outcome {
        let witness = accounts.witness(in: context)
        let token = UserToken.make()
        let device = accounts.devices.token(in: context)
        let known = try await context.database.read { try LinkedIdentity.find(identity, in: $0) != nil }
        guard known else { return .unknown }
        return try await context.database.write { [accounts, settings] transaction in
            guard let linked = try LinkedIdentity.find(identity, in: transaction),
                let known = try Credentials.find(linked.user, in: transaction)
            else { return .unknown }
            guard known.isActive else { return .deactivated }
            if settings.asksForConfirmedEmail, try UserAddress.primary(of: known.id, in: transaction)?.isConfirmed != true {
                return .unconfirmed
            }
            if try SecondFactor.isAsked(of: known.id, on: device, now: witness.now, in: transaction) {
                try UserToken(user: known.id, email: "").store(
                    token, for: .secondFactor, lifetime: SecondFactor.patience, now: witness.now, in: transaction)
                return .needsCode(token)
            }
            try accounts.open(opening, for: known.id, in: transaction)
            try witness.note(.signedIn, of: known.id, known.username, "at \(provider.name)", in: transaction)
            return .signedIn(known)
        }
    }

    /// Why somebody new gets no account; `nil` where they get one.
    private func refusal(
        _ identity: Identity, _ provider: IdentityProvider, _ trip: Trip, _ context: Context
    ) async throws -> (any Answer)? {
        if settings.enableEmail, let email = identity.verifiedEmail,
            let owner = try await context.database.read({ try UserAddress.find(email, in: $0) }),
            owner.isPrimary || owner.isConfirmed
        {
            // They own the address, the provider says: so this tells nobody else that there is an account.
            context.flash(texts.signInToLink(email, provider.name), .info)
            return accounts.signInFor(settings.identitiesPath)
        }
        guard settings.enableRegister, !settings.requireInvitation else {
            context.flash(texts.noAccountLinked(provider.name), .info)
            return accounts.signInFor(settings.identitiesPath)
        }
        guard !settings.enableEmail || identity.verifiedEmail.flatMap({ MailAddress($0) }) != nil else {
            context.flash(texts.noVerifiedEmail(provider.name), .info)
            return Redirect(settings.registerPath)
        }
        let key = AttemptLimiter.Key(address: context.clientAddress)
        guard case .refused(let seconds) = accounts.registrations.begin(key, now: context.environment.now()) else { return nil }
        throw HTTPError(
            .tooManyRequests, texts.tooManyAttempts(seconds: seconds), headers: [.retryAfter: String(seconds)])
    }

    private func make(
        _ identity: Identity, _ provider: IdentityProvider, _ opening: Accounts<User>.Opening, _ context: Context
    ) async throws -> Outcome {
        let newcomer = try await newcomer(identity, context)
        let desk = accounts.desk(in: context)
        let witness = accounts.witness(in: context)
        return try await accounts.commit(in: context) { [accounts] transaction in
            let user = try Credentials.insert(username: newcomer.username, passwordHash: "", in: transaction)
            if let email = newcomer.email {
                // Who only claimed the address as a further one has no hold on it.
                try transaction.execute("DELETE FROM user_emails WHERE email = :email", ["email": email])
                try UserAddress.setPrimary(email, of: user, now: witness.now, in: transaction)
            }
            try LinkedIdentity.add(identity, to: user, now: witness.now, in: transaction)
            try accounts.open(opening, for: user, in: transaction)
            try witness.note(.registered, of: user, newcomer.username, "at \(provider.name)", in: transaction)
            if let welcome = newcomer.welcome { try accounts.post(welcome, in: transaction, of: desk) }
            return .made(
                Credentials(id: user, username: newcomer.username, passwordHash: "", isActive: true), email: newcomer.email)
        }
    }

    private func newcomer(_ identity: Identity, _ context: Context) async throws -> Newcomer {
        let email = settings.enableEmail ? identity.verifiedEmail : nil
        let now = Int(context.environment.now())
        let username = try await context.database.read { [settings] transaction in
            guard settings.enableUsername else { return email ?? "" }
            return try FreeUsername.find(identity.name ?? identity.verifiedEmail, now: now, in: transaction)
        }
        var welcome: Accounts<User>.Draft?
        if let email, settings.sendRegisteredEmail {
            welcome = try await accounts.write(.registered, to: email, username: username, in: context)
        }
        return Newcomer(username: username, email: email, welcome: welcome)
    }

    private func answer(
        _ outcome: Outcome, _ provider: IdentityProvider, _ trip: Trip, _ opening: Accounts<User>.Opening, _ context: Context
    ) async throws -> any Answer {
        switch outcome {
        case .made(let known, let email):
            try accounts.enter(opening, in: context, greeting: texts.welcome(known.username))
            let event = Registered(user: known.id, username: known.username, email: email, isInvited: false)
            await accounts.tell(.registered, event, in: context)
            return accounts.destination(next: trip.next, fallback: settings.afterRegister)
        case .signedIn(let known):
            try accounts.enter(opening, in: context, greeting: texts.signedIn(known.username))
            await accounts.tell(.signedIn, SignedIn(user: known.id, isRemembered: false), in: context)
            return accounts.destination(next: trip.next, fallback: settings.afterSignIn)
        case .needsCode(let token):
            return GiveCode(accounts: accounts).page(AccountForm(next: trip.next), token: token, isRemembered: false)
        case .deactivated: context.flash(texts.deactivated, .error)
        case .unconfirmed: context.flash(texts.unconfirmed, .error)
        case .unknown: context.flash(texts.tripIsOver, .info)
        }
        return Redirect(settings.signInPath)
    }
}
