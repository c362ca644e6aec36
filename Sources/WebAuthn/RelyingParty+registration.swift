import Secrets

/// A credential that was just made.
public struct NewCredential: Sendable, Hashable {
    /// The credential's.
    public let id: [UInt8]
    /// What checks its signatures.
    public let key: COSEKey
    /// 0 where the authenticator does not count.
    public let counter: UInt32
    /// Whether it may be copied to other devices of its owner; that never changes.
    public let isBackupEligible: Bool
    /// Whether there is a copy of it elsewhere.
    public let isBackedUp: Bool
    /// How a browser may reach it, as `internal` or `usb`: hints, bounded and in plain letters.
    public let transports: [String]
}

extension RelyingParty {
    /// Registers a new credential (section 7.1).
    ///
    /// Attestation is not asked for, so there is none to believe: `none` with nothing in it, or the self attestation that browsers
    /// leave in place, whose signature is checked.
    ///
    /// - Parameters:
    ///   - json: the credential, as the page's script sends it.
    ///   - isChallenge: whether a challenge (base64url) is one that this visitor was given for this.
    public func register(
        _ json: String, requiresVerification: Bool = true, isChallenge: (String) -> Bool
    ) throws(WebAuthnError) -> NewCredential {
        let response = try CredentialResponse(json: json)
        let clientJSON = try response.bytes("clientDataJSON")
        try check(try CollectedClientData(json: clientJSON), .create, isChallenge: isChallenge)
        let object = try CBORReader.value(of: try response.bytes("attestationObject"))
        guard let bytes = object["authData"]?.bytes else { throw .malformed("the attestation has no authenticator data") }
        let data = try AuthenticatorData(bytes)
        try check(data, requiresVerification: requiresVerification)
        guard let attested = data.attested else { throw .malformed("no credential was made") }
        guard attested.id == response.id else { throw .wrongCredential }
        try Self.checkAttestation(object, attested, signed: bytes + Digest.sha256(clientJSON))
        return NewCredential(
            id: attested.id, key: attested.key, counter: data.counter,
            isBackupEligible: data.flags.contains(.backupEligible), isBackedUp: data.flags.contains(.backedUp),
            transports: Self.plain(response.transports))
    }

    /// Sections 8.7 (`none`) and 8.2 (`packed`, without certificates).
    private static func checkAttestation(
        _ object: CBORValue, _ attested: AuthenticatorData.Attested, signed: [UInt8]
    ) throws(WebAuthnError) {
        let statement = object["attStmt"]
        switch object["fmt"]?.text {
        case "none":
            guard statement == .map([]) else { throw .attestation("an attestation of none has a statement") }
        case "packed":
            guard let statement, statement["x5c"] == nil, let signature = statement["sig"]?.bytes else {
                throw .attestation("an attestation with certificates was not asked for")
            }
            guard statement["alg"]?.integer == attested.key.algorithm else {
                throw .attestation("the attestation's algorithm is not the key's")
            }
            guard attested.key.publicKey.verifies(signature, of: signed) else { throw .badSignature }
        case let format: throw .attestation("an attestation of the format \(format ?? "?") was not asked for")
        }
    }

    private static func plain(_ transports: [String]) -> [String] {
        let plain = transports.filter { name in
            (1...20).contains(name.utf8.count) && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D }
        }
        return Array(plain.prefix(6))
    }
}
