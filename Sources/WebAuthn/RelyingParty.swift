// WebAuthn: passkeys, as the relying party sees them (W3C, Web Authentication level 3; what level 2 asks is the same but for the backup
// flags). No I/O: answers of browsers go in, verdicts come out. The numbers in the comments are the steps of sections 7.1 and 7.2.

import Secrets

/// A site as authenticators know it.
public struct RelyingParty: Sendable, Hashable {
    /// The name that credentials are bound to: a domain.
    public let id: String
    /// Where its pages are: scheme, host, and port where it is not the scheme's own. The only origin that is believed.
    public let origin: String

    /// A site: `id` is its host (`example.org`), `origin` where its pages are (`https://example.org`).
    public init(id: String, origin: String) {
        self.id = id
        self.origin = origin
    }

    /// Which ceremony an answer is of.
    enum Ceremony: String { case create = "webauthn.create", get = "webauthn.get" }

    /// What both ceremonies check of the client's data (7.1 and 7.2: type, challenge, origin, frames).
    func check(
        _ client: CollectedClientData, _ ceremony: Ceremony, isChallenge: (String) -> Bool
    ) throws(WebAuthnError) {
        guard client.type == ceremony.rawValue else { throw .wrongCeremony(client.type) }
        guard isChallenge(client.challenge) else { throw .wrongChallenge }
        guard client.origin == origin else { throw .wrongOrigin(client.origin) }
        guard client.crossOrigin != true, client.topOrigin == nil else { throw .crossOrigin }
    }

    /// What both check of the authenticator's (7.1 and 7.2: rpIdHash, UP, UV).
    func check(_ data: AuthenticatorData, requiresVerification: Bool) throws(WebAuthnError) {
        guard data.relyingPartyHash == Digest.sha256(Array(id.utf8)) else { throw .wrongRelyingParty }
        guard data.flags.contains(.userPresent) else { throw .userNotPresent }
        guard !requiresVerification || data.flags.contains(.userVerified) else { throw .userNotVerified }
    }
}
