import Secrets
import WebAuthn

/// What the page's script hands to `navigator.credentials.create` (WebAuthn level 3, `PublicKeyCredentialCreationOptionsJSON`).
struct PasskeyCreation: Encodable, Sendable {
    let rp: Site
    let user: Account
    let challenge: String
    let pubKeyCredParams = COSEKey.algorithms.map { Kind(alg: $0) }
    /// In milliseconds.
    let timeout = PasskeyChallenge.patience * 1000
    let excludeCredentials: [PasskeyDescriptor]
    let authenticatorSelection = Selection()
    let attestation = "none"

    struct Site: Encodable, Sendable { let id, name: String }
    struct Account: Encodable, Sendable { let id, name, displayName: String }
    struct Kind: Encodable, Sendable {
        let type = "public-key"
        let alg: Int64
    }
    /// Found without a name (discoverable), and only after the user has shown who they are.
    struct Selection: Encodable, Sendable {
        let residentKey = "required"
        let requireResidentKey = true
        let userVerification = "required"
    }
}

/// What the page's script hands to `navigator.credentials.get` (`PublicKeyCredentialRequestOptionsJSON`).
struct PasskeyRequest: Encodable, Sendable {
    let challenge: String
    let timeout = PasskeyChallenge.patience * 1000
    let rpId: String
    /// Empty at sign-in: a list would tell who has an account, and with which keys.
    let allowCredentials: [PasskeyDescriptor]
    let userVerification = "required"
}

/// A credential that is known already.
struct PasskeyDescriptor: Encodable, Sendable {
    let type = "public-key"
    let id: String
    let transports: [String]

    init(_ passkey: Passkey) {
        id = Base64URL.encode(passkey.credential.id)
        transports = passkey.transports
    }
}
