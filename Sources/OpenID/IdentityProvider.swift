// OpenID: signing in at somebody else's: OAuth 2.0 (RFC 6749) with PKCE (RFC 7636), OpenID Connect Core 1.0 and Discovery 1.0, and
// GitHub, which speaks OAuth 2.0 alone. What is asked of a provider goes by HTTPCalls; what it says is checked by values.

/// Somebody at whose site people can sign in.
///
///     let users = app.accounts(User.self) {
///         $0.identityProviders = [
///             .google(id: "…", secret: "…"), .openID("acme", "Acme", issuer: "https://id.acme.example", id: "…", secret: "…"),
///         ]
///     }
public struct IdentityProvider: Sendable, Hashable {
    /// How it is spoken to.
    enum Kind: Sendable, Hashable {
        case openID
        /// OAuth 2.0 and an API of its own.
        case gitHub
    }

    /// Stands in paths: 1 to 30 of `a`…`z`, digits and `-`.
    public let id: String
    /// As people know it.
    public let name: String
    /// Whose word it is: `https://accounts.google.com`. People of another issuer are other people.
    public let issuer: String
    let kind: Kind
    let clientID: String
    let clientSecret: String
    let scopes: String
    /// Seconds that a call to it may take, half of them to be connected. For tests on a busy machine.
    package var patience = 10.0

    /// Any OpenID provider, by its issuer: what its document `/.well-known/openid-configuration` stands below.
    ///
    /// An issuer that is neither `https` nor on this very machine, and an id that can't stand in a path, are the program's mistake.
    public static func openID(
        _ id: String, _ name: String, issuer: String, id clientID: String, secret: String, scopes: String = "openid profile email"
    ) -> IdentityProvider {
        IdentityProvider(id, name, issuer, .openID, clientID, secret, scopes)
    }

    /// Google. The client is made at console.cloud.google.com; its redirect address is `…/user/sign-in-with/google/callback`.
    public static func google(id clientID: String, secret: String) -> IdentityProvider {
        .openID("google", "Google", issuer: "https://accounts.google.com", id: clientID, secret: secret)
    }

    /// GitHub, or a GitHub Enterprise Server. The OAuth app's callback is `…/user/sign-in-with/github/callback`.
    public static func gitHub(
        id clientID: String, secret: String, server: String = "https://github.com"
    ) -> IdentityProvider {
        IdentityProvider("github", "GitHub", server, .gitHub, clientID, secret, "read:user user:email")
    }

    private init(
        _ id: String, _ name: String, _ issuer: String, _ kind: Kind, _ clientID: String, _ secret: String, _ scopes: String
    ) {
        precondition(Self.isID(id), "“\(id)” can't be the id of an identity provider: use a…z, 0…9 and -")
        precondition(
            Self.isIssuer(issuer), "the identity provider “\(id)” needs an https address without query, not “\(issuer)”")
        (self.id, self.name, self.kind, self.scopes) = (id, name, kind, scopes)
        (self.issuer, self.clientID, clientSecret) = (issuer, clientID, secret)
    }

    /// Whether a provider can have this address: `https`, or plain HTTP on this very machine; no query.
    public static func isIssuer(_ url: String) -> Bool { SafeURL.isSafe(url) && !url.contains("?") }

    private static func isID(_ text: String) -> Bool {
        (1...30).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
    }
}
