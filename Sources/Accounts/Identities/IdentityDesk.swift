import Database
import HTTP
import HTTPCalls
import HTTPTypes
import Logging
import OpenID
import Web

/// The providers of a site, and what is known of each.
struct IdentityDesk: Sendable {
    let clients: [IdentityClient]

    /// Calls at once, over all providers; what waits beyond the limit is refused, so that a provider that hangs holds up nobody else.
    private static let connections = 4
    private static let waiting = 64

    init(_ providers: [IdentityProvider]) {
        precondition(Set(providers.map(\.id)).count == providers.count, "two identity providers have one id")
        precondition(Set(providers.map(\.issuer)).count == providers.count, "two identity providers have one issuer")
        let client = HTTPClient(connections: Self.connections, waiting: Self.waiting)
        clients = providers.map { IdentityClient($0, over: client) }
    }

    /// The provider of an id; 404 where there is none.
    func client(_ id: String) throws -> IdentityClient {
        guard let client = clients.first(where: { $0.provider.id == id }) else { throw HTTPError(.notFound) }
        return client
    }

    /// What people call an issuer.
    func name(of issuer: String) -> String { clients.first { $0.provider.issuer == issuer }?.provider.name ?? issuer }
}

extension Accounts {
    /// Sets out to a provider: the address to send the browser to, which keeps the trip.
    func setOut(
        _ purpose: Trip.Purpose, to client: IdentityClient, user: User? = nil, next: String?, in context: Context
    ) async throws -> String {
        let path = "\(settings.signInWithPath)/\(client.provider.id)/callback"
        let trip = Trip(
            purpose, user: user?.id, next: next, redirectURI: try context.absoluteURL(path), now: context.environment.now())
        let address = try await client.address(of: trip.request, isAnew: purpose == .prove)
        try trip.keep(for: client.provider, in: context)
        return address
    }

    /// Tells people that it did not work, in few words, and the log why.
    func note(_ error: IdentityError, at provider: IdentityProvider, in context: Context) {
        context.logger.warning(
            "sign-in at a provider failed", metadata: ["provider": "\(provider.id)", "error": "\(error)"])
        let words =
            switch error.kind {
            case .denied: texts.providerDenied(provider.name)
            case .unavailable: texts.providerAway(provider.name)
            case .refused: texts.providerRefused(provider.name)
            }
        context.flash(words, .error)
    }

    /// Sends a visitor to sign in, and then to a page.
    func signInFor(_ path: String) -> Redirect {
        Redirect(settings.signInPath + "?next=" + PercentEncoding.encode(path))
    }

    /// The providers that a user is linked with, for templates.
    func linkedProviders(of user: User, in context: Context) async throws -> [[String: any Sendable]] {
        guard !identities.clients.isEmpty else { return [] }
        let linked = try await context.database.read { try LinkedIdentity.list(of: user.id, in: $0) }
        return variables(ofProviders: Set(linked.map(\.issuer)))
    }

    /// The providers, for templates.
    ///
    /// - Parameter issuers: only these.
    func variables(ofProviders issuers: Set<String>? = nil) -> [[String: any Sendable]] {
        identities.clients.map(\.provider).filter { issuers?.contains($0.issuer) ?? true }.map {
            ["id": $0.id, "name": $0.name, "url": "\(settings.signInWithPath)/\($0.id)"]
        }
    }
}
