// Authenticator data (WebAuthn level 3, section 6.1):
//
//   SHA-256 of the site's name (32), flags (1), counter (4, big-endian),
//   with the flag AT: AAGUID (16), length of the credential's id (2, big-endian), the id, the public key (COSE_Key),
//   with the flag ED: extensions (a CBOR map). Nothing else.

/// What the authenticator says, and signs.
struct AuthenticatorData: Sendable, Hashable {
    /// Section 6.1, "flags".
    struct Flags: OptionSet, Sendable, Hashable {
        let rawValue: UInt8
        static let userPresent = Flags(rawValue: 1 << 0)
        static let userVerified = Flags(rawValue: 1 << 2)
        static let backupEligible = Flags(rawValue: 1 << 3)
        static let backedUp = Flags(rawValue: 1 << 4)
        static let attested = Flags(rawValue: 1 << 6)
        static let extensions = Flags(rawValue: 1 << 7)
    }

    /// A new credential (section 6.5.2).
    struct Attested: Sendable, Hashable {
        let aaguid: [UInt8]
        let id: [UInt8]
        let key: COSEKey
    }

    private static let headCount = 37
    /// Longest id of a credential (section 7.1).
    static let idLimit = 1023

    let relyingPartyHash: [UInt8]
    let flags: Flags
    let counter: UInt32
    let attested: Attested?

    init(_ bytes: [UInt8]) throws(WebAuthnError) {
        guard bytes.count >= Self.headCount else { throw .malformed("the authenticator data is too short") }
        relyingPartyHash = Array(bytes[..<32])
        flags = Flags(rawValue: bytes[32])
        counter = bytes[33..<37].reduce(0) { $0 << 8 | UInt32($1) }
        // Section 6.1.3: what can't be backed up is not backed up.
        guard flags.contains(.backupEligible) || !flags.contains(.backedUp) else { throw .backupFlags }
        var position = Self.headCount
        attested = flags.contains(.attested) ? try Self.attested(bytes, &position) : nil
        if flags.contains(.extensions) {
            var reader = CBORReader(bytes, at: position)
            guard try reader.next().isMap else { throw .malformed("the extensions are no map") }
            position = reader.position
        }
        guard position == bytes.count else { throw .malformed("bytes follow the authenticator data") }
    }

    private static func attested(_ bytes: [UInt8], _ position: inout Int) throws(WebAuthnError) -> Attested {
        guard bytes.count - position >= 18 else { throw .malformed("the authenticator data is too short") }
        let aaguid = Array(bytes[position..<position + 16])
        let count = Int(bytes[position + 16]) << 8 | Int(bytes[position + 17])
        let start = position + 18
        guard (1...idLimit).contains(count), count <= bytes.count - start else {
            throw .malformed("the id of the credential is of \(count) bytes")
        }
        var reader = CBORReader(bytes, at: start + count)
        let value = try reader.next()
        position = reader.position
        let key = try COSEKey(value, Array(bytes[start + count..<position]))
        return Attested(aaguid: aaguid, id: Array(bytes[start..<start + count]), key: key)
    }
}
