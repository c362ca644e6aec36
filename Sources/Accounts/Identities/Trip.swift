import FoundationEssentials
import HTTP
import OpenID
import Secrets
import Web

/// A way to a provider and back, as the browser keeps it meanwhile: sealed, in a cookie of its own, for ten minutes. Whoever comes
/// back without it did not set out here.
struct Trip: Sendable, Codable, Hashable {
    /// What it is for.
    enum Purpose: String, Sendable, Codable {
        case signIn
        /// A further way to sign in, for an account.
        case link
        /// In place of the password, for a session that is to be fresh again.
        case prove
    }

    let purpose: Purpose
    /// Whose account it is about; `nil` for signing in.
    let user: Int64?
    /// Where it leads after.
    let next: String?
    let request: AuthorizationRequest

    /// In seconds.
    static let lifetime = 600
    /// Of a path that is kept, in bytes: a cookie has 4096.
    private static let longestNext = 1000

    init(_ purpose: Purpose, user: UserID? = nil, next: String?, redirectURI: String, now: Double) {
        self.purpose = purpose
        self.user = user?.rawValue
        self.next = next.flatMap { isLocalRedirectTarget($0) && $0.utf8.count <= Self.longestNext ? $0 : nil }
        request = AuthorizationRequest(redirectURI: redirectURI, now: now)
    }
}

extension Trip {
    /// `__Host-`: can't be set by another host or over plain HTTP (RFC 6265bis section 4.1.3.2).
    private static func name(in context: Context) -> String { context.isSecure ? "__Host-sign-in-with" : "sign-in-with" }

    private static func sealer(in context: Context) -> Sealer {
        Sealer(keys: context.environment.keys, purpose: "accounts.identities")
    }

    /// Gives it to the browser.
    func keep(for provider: IdentityProvider, in context: Context) throws {
        let sealed = Self.sealer(in: context).seal(Array(try JSONEncoder().encode(self)), context: provider.id)
        context.setCookie(
            try SetCookie(Self.name(in: context), sealed, maxAge: Self.lifetime, isSecure: context.isSecure))
    }

    /// The one that this browser set out on to this provider, which is then over; `nil` where it did not, or too long ago.
    static func take(from provider: IdentityProvider, in context: Context) throws -> Trip? {
        guard let sealed = context.cookie(name(in: context)) else { return nil }
        context.setCookie(try SetCookie(name(in: context), "", maxAge: 0, isSecure: context.isSecure))
        guard let bytes = sealer(in: context).open(sealed, context: provider.id),
            let trip = try? JSONDecoder().decode(Trip.self, from: Data(bytes)),
            context.environment.now() < trip.request.startedAt + Double(lifetime)
        else { return nil }
        return trip
    }
}
