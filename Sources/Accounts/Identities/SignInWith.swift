import Database
import HTTPTypes
import OpenID
import Web

/// Signing in at an identity provider: out, and back with an answer that counts for this browser alone.
///
/// An address never signs anybody in: where one has an account already, its owner signs in as ever and links the provider. So neither
/// a provider that vouches for too much nor somebody who registered with another's address takes an account over.
struct SignInWith<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }
    private var texts: Texts { accounts.texts }

    /// Sends the visitor to the provider. A link is enough: what it starts ends in the visitor's own account, or nowhere.
    @Sendable func start(_ context: Context) async throws -> any Answer {
        let client = try accounts.identities.client(try context.parameters["provider"])
        let next = context.query["next"]
        if let elsewhere = try await accounts.sendAway(context, next: next) { return elsewhere }
        do {
            return Redirect(try await accounts.setOut(.signIn, to: client, next: next, in: context))
        } catch let error as IdentityError {
            accounts.note(error, at: client.provider, in: context)
            return Redirect(settings.signInPath)
        }
    }

    /// Proves by the provider that who is signed in is there. A form, because another site must not start it: then a page leads on,
    /// for a form of ours must not lead to another site (`form-action`).
    @Sendable func prove(_ context: Context, _ user: User) async throws -> any Answer {
        let client = try accounts.identities.client(try context.parameters["provider"])
        do {
            let next = try await context.form()["next"]
            return accounts.goOn(
                to: try await accounts.setOut(.prove, to: client, user: user, next: next, in: context), client.provider)
        } catch let error as IdentityError {
            accounts.note(error, at: client.provider, in: context)
            return Redirect(settings.confirmPasswordPath)
        }
    }

    /// Where the provider sends the browser back to.
    @Sendable func finish(_ context: Context) async throws -> any Answer {
        let client = try accounts.identities.client(try context.parameters["provider"])
        guard let trip = try Trip.take(from: client.provider, in: context) else {
            context.flash(texts.tripIsOver, .info)
            return Redirect(settings.signInPath)
        }
        let query = context.query
        let reply = AuthorizationReply(
            code: query["code"], state: query["state"], error: query["error"], issuer: query["iss"])
        do {
            let identity = try await client.identity(reply, to: trip.request, now: context.environment.now())
            return try await finish(trip, identity, client.provider, context)
        } catch let error as IdentityError {
            accounts.note(error, at: client.provider, in: context)
            return Redirect(origin(of: trip))
        }
    }

    /// The page that the trip began on.
    private func origin(of trip: Trip) -> String {
        switch trip.purpose {
        case .signIn: settings.signInPath
        case .link: settings.identitiesPath
        case .prove: settings.confirmPasswordPath
        }
    }

    private func finish(
        _ trip: Trip, _ identity: Identity, _ provider: IdentityProvider, _ context: Context
    ) async throws -> any Answer {
        if trip.purpose == .signIn { return try await ProviderEntry(accounts: accounts).enter(identity, provider, trip, context) }
        // Somebody else may have signed in here meanwhile.
        guard let user = try await accounts.user(in: context), user.id.rawValue == trip.user else {
            context.flash(texts.tripIsOver, .info)
            return Redirect(settings.signInPath)
        }
        switch trip.purpose {
        case .prove: return try await prove(user, identity, provider, trip, context)
        default: return try await ManageIdentities(accounts: accounts).link(identity, provider, user, context)
        }
    }

    private func prove(
        _ user: User, _ identity: Identity, _ provider: IdentityProvider, _ trip: Trip, _ context: Context
    ) async throws -> any Answer {
        // Where the provider tells when: it was asked to ask.
        if let time = identity.authenticatedAt, time < trip.request.startedAt - 60 {
            throw IdentityError.notAnew
        }
        guard let token = context.session.token else { throw HTTPError(.forbidden) }
        let now = Int(context.environment.now())
        let isDone = try await context.database.write { transaction in
            guard try LinkedIdentity.find(identity, in: transaction)?.user == user.id else { return false }
            try UserSessions.prove(UserSessions.key(of: token), now: now, in: transaction)
            return true
        }
        if !isDone { context.flash(texts.notLinked(provider.name), .error) }
        guard isDone else { return Redirect(settings.confirmPasswordPath) }
        return accounts.destination(next: trip.next, fallback: settings.afterSignIn)
    }
}

extension Accounts {
    /// A page whose link leads to a provider.
    func goOn(to address: String, _ provider: IdentityProvider) -> Page {
        Page(settings.goOnTemplate, ["location": address, "provider": provider.name])
    }
}
