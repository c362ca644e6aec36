public import Secrets

/// A public key as authenticators write it: COSE_Key (RFC 9052 section 7), of the algorithms that are asked for.
///
/// The algorithm is part of the key. A signature is checked by that alone, whatever the message says.
public struct COSEKey: Sendable, Hashable {
    /// In the order in which they are wished for: ES256, EdDSA, RS256 (RFC 9053 section 2, RFC 8812 section 2).
    public static let algorithms: [Int64] = [-7, -8, -257]

    /// As it came: what is stored.
    public let bytes: [UInt8]
    /// The number of the algorithm.
    public let algorithm: Int64
    /// The key itself.
    public let publicKey: PublicKey

    /// Reads what was stored, or came.
    public init(_ bytes: [UInt8]) throws(WebAuthnError) {
        try self.init(try CBORReader.value(of: bytes), bytes)
    }

    init(_ value: CBORValue, _ bytes: [UInt8]) throws(WebAuthnError) {
        guard let algorithm = value[Label.algorithm]?.integer else { throw .malformed("a key names no algorithm") }
        guard let key = try Self.key(value, algorithm) else { throw .badKey }
        self.bytes = bytes
        self.algorithm = algorithm
        publicKey = key
    }

    /// The labels of RFC 9052 section 7.1 and RFC 9053 section 7, RFC 8230 section 4.
    private enum Label {
        static let type: Int64 = 1
        static let algorithm: Int64 = 3
        static let curve: Int64 = -1
        static let x: Int64 = -2
        static let y: Int64 = -3
        static let modulus: Int64 = -1
        static let exponent: Int64 = -2
    }

    private static func key(_ value: CBORValue, _ algorithm: Int64) throws(WebAuthnError) -> PublicKey? {
        let type = value[Label.type]?.integer
        let curve = value[Label.curve]?.integer
        switch algorithm {
        case -7:
            // Only the uncompressed point may be used (WebAuthn section 5.8.5).
            guard type == 2, curve == 1, let x = value[Label.x]?.bytes, let y = value[Label.y]?.bytes else { return nil }
            return PublicKey(p256: x, y)
        case -8:
            guard type == 1, curve == 6, let x = value[Label.x]?.bytes else { return nil }
            return PublicKey(ed25519: x)
        case -257:
            guard type == 3, let modulus = value[Label.modulus]?.bytes, let exponent = value[Label.exponent]?.bytes else {
                return nil
            }
            return PublicKey(rsa: modulus, exponent: exponent)
        default: throw .wrongAlgorithm(algorithm)
        }
    }
}
