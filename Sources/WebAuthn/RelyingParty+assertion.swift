import Secrets

/// An answer to "who are you", read and not yet believed: it names the credential that is to be looked up.
public struct Assertion: Sendable {
    /// Of the credential.
    public let id: [UInt8]
    /// The account that the authenticator keeps it for.
    public let userHandle: [UInt8]?
    let clientJSON, authenticatorData, signature: [UInt8]

    /// Reads the credential, as the page's script sends it.
    public init(json: String) throws(WebAuthnError) {
        let response = try CredentialResponse(json: json)
        id = response.id
        userHandle = try response.optionalBytes("userHandle")
        clientJSON = try response.bytes("clientDataJSON")
        authenticatorData = try response.bytes("authenticatorData")
        signature = try response.bytes("signature")
    }

    /// The challenge that it answers, as base64url; only to mark it as used once the answer is believed.
    public var challenge: String? { try? CollectedClientData(json: clientJSON).challenge }
}

/// What is kept of a credential, as far as an answer is checked against it.
public struct KnownCredential: Sendable, Hashable {
    /// The credential's.
    public let id: [UInt8]
    /// Whose it is, as the authenticator knows them.
    public let userHandle: [UInt8]
    /// What checks its signatures.
    public let key: COSEKey
    /// Of the last use; 0 where the authenticator does not count.
    public let counter: UInt32
    /// Whether it may be copied to other devices, as it said when it was made: that never changes.
    public let isBackupEligible: Bool

    /// A credential as it was stored.
    public init(id: [UInt8], userHandle: [UInt8], key: COSEKey, counter: UInt32, isBackupEligible: Bool) {
        (self.id, self.userHandle, self.key) = (id, userHandle, key)
        (self.counter, self.isBackupEligible) = (counter, isBackupEligible)
    }
}

/// What has changed of a credential that signed in.
public struct CredentialUse: Sendable, Hashable {
    /// Of this use.
    public let counter: UInt32
    /// Whether there is a copy of it elsewhere.
    public let isBackedUp: Bool
}

extension RelyingParty {
    /// Checks an answer (section 7.2) against the credential that it names.
    ///
    /// - Parameter isUserKnown: whether the site knew before who was asked. Else the handle is what names the account, and may not
    ///   be missing.
    public func verify(
        _ assertion: Assertion, by known: KnownCredential, isUserKnown: Bool = false, requiresVerification: Bool = true,
        isChallenge: (String) -> Bool
    ) throws(WebAuthnError) -> CredentialUse {
        guard assertion.id == known.id else { throw .wrongCredential }
        let isSilent = isUserKnown && assertion.userHandle == nil
        guard isSilent || assertion.userHandle == known.userHandle else { throw .wrongCredential }
        try check(try CollectedClientData(json: assertion.clientJSON), .get, isChallenge: isChallenge)
        let data = try AuthenticatorData(assertion.authenticatorData)
        try check(data, requiresVerification: requiresVerification)
        guard data.flags.contains(.backupEligible) == known.isBackupEligible else { throw .backupFlags }
        let signed = assertion.authenticatorData + Digest.sha256(assertion.clientJSON)
        guard known.key.publicKey.verifies(assertion.signature, of: signed) else { throw .badSignature }
        // After the signature: before it, the counter is anybody's claim. Zero on both sides: the authenticator has none.
        guard data.counter > known.counter || (data.counter == 0 && known.counter == 0) else {
            throw .counterWentBack(stored: known.counter, received: data.counter)
        }
        return CredentialUse(counter: data.counter, isBackedUp: data.flags.contains(.backedUp))
    }
}
