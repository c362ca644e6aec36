import Secrets

/// Both ceremonies, from the JSON of the page and from the bytes within: nothing is believed that was not asked for and signed.
enum PasskeyFuzz {
    private static let site = RelyingParty(id: "example.org", origin: "https://example.org")
    private static let client = Array(
        "{\"type\":\"webauthn.create\",\"challenge\":\"AAAA\",\"origin\":\"https://example.org\"}".utf8)

    static func run(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        check(text)
        if let data = try? AuthenticatorData(bytes) {
            must(data.relyingPartyHash.count == 32 && (data.attested?.id.count ?? 1) <= 1023, "\(data)")
            must(data.flags.contains(.attested) == (data.attested != nil), "\(data)")
        }
        // The attestation as the input is, under an id that fits it.
        let id =
            (try? CBORReader.value(of: bytes))?["authData"]?.bytes.flatMap { try? AuthenticatorData($0) }?.attested?.id ?? [1]
        let parts = "\"clientDataJSON\":\"\(Base64URL.encode(client))\",\"attestationObject\":\"\(Base64URL.encode(bytes))\""
        check("{\"id\":\"\(Base64URL.encode(id))\",\"type\":\"public-key\",\"response\":{\(parts)}}")
    }

    private static func check(_ json: String) {
        if let made = try? site.register(json, isChallenge: { $0 == "AAAA" }) {
            must((try? COSEKey(made.key.bytes)) == made.key, "a stored key is read as another")
            must(COSEKey.algorithms.contains(made.key.algorithm), "\(made.key.algorithm)")
            must(made.transports.count <= 6 && made.transports.allSatisfy { $0.utf8.count <= 20 }, "\(made.transports)")
        }
        must((try? site.register(json, isChallenge: { _ in false })) == nil, "a challenge of nobody's is believed")
        guard let assertion = try? Assertion(json: json), let key = key else { return }
        let known = KnownCredential(
            id: assertion.id, userHandle: assertion.userHandle ?? [], key: key, counter: 0, isBackupEligible: false)
        must((try? site.verify(assertion, by: known, isChallenge: { _ in true })) == nil, "a signature was made without the key")
    }

    /// Of the specification's vectors (section 16.11); nobody who fuzzes has its other half.
    private static let key = try? COSEKey([
        0xA4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20, 0x44, 0xE0, 0x6D, 0xDD, 0x33, 0x1C, 0x36, 0xA8, 0xDC, 0x66,
        0x7B, 0xAB, 0x52, 0xBC, 0xAE, 0x63, 0x48, 0x6C, 0x91, 0x6A, 0xA5, 0xE3, 0x39, 0xE6, 0xAC, 0xEB, 0xAA, 0x84, 0x93, 0x4B,
        0xF8, 0x32,
    ])
}
