import COpenSSL

/// Somebody's public key, to check what they signed. Keys come from visitors: what is not a good key can't be built.
public struct PublicKey: Sendable, Hashable {
    /// What the key is for. A key never checks signatures of another algorithm.
    public enum Algorithm: Sendable, Hashable {
        /// ECDSA on P-256 with SHA-256; signatures are DER, as X.509 has them (RFC 3279 section 2.2.3).
        case es256
        /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2).
        case rs256
        /// Ed25519 (RFC 8032).
        case ed25519
    }

    /// What signs with the private half.
    public let algorithm: Algorithm
    /// The key as a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7), which is how OpenSSL reads it.
    let encoded: [UInt8]

    /// Bits of an RSA modulus: fewer can be factored, more only cost time.
    private static let modulusBits = 2048...8192

    /// A point of P-256: 32 bytes each.
    ///
    /// - Returns: `nil` where it is not on the curve.
    public init?(p256 x: [UInt8], _ y: [UInt8]) {
        guard x.count == 32, y.count == 32 else { return nil }
        self.init(.es256, DER.sequence(Self.p256, DER.bits([4] + x + y)))
    }

    /// An RSA key, its numbers as big-endian bytes.
    public init?(rsa modulus: [UInt8], exponent: [UInt8]) {
        let modulus = Array(modulus.drop { $0 == 0 })
        let exponent = Array(exponent.drop { $0 == 0 })
        guard let high = modulus.first, let low = modulus.last, low & 1 == 1, exponent.count <= 4 else { return nil }
        guard Self.modulusBits.contains(modulus.count * 8 - high.leadingZeroBitCount) else { return nil }
        let number = exponent.reduce(0) { $0 << 8 | UInt64($1) }
        guard number >= 3, number & 1 == 1 else { return nil }
        let key = DER.sequence(DER.unsigned(modulus), DER.unsigned(exponent))
        self.init(.rs256, DER.sequence(Self.rsa, DER.bits(key)))
    }

    /// A point of Ed25519: 32 bytes.
    public init?(ed25519 point: [UInt8]) {
        guard point.count == 32 else { return nil }
        self.init(.ed25519, DER.sequence(Self.ed25519, DER.bits(point)))
    }

    private init?(_ algorithm: Algorithm, _ encoded: [UInt8]) {
        self.algorithm = algorithm
        self.encoded = encoded
        guard let key = Self.read(encoded) else { return nil }
        EVP_PKEY_free(key)
    }

    /// Whether `signature` is this key's under `message`.
    public func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        guard let key = Self.read(encoded) else { return false }
        defer { EVP_PKEY_free(key) }
        let context = require(EVP_MD_CTX_new(), "EVP_MD_CTX_new")
        // A refused signature leaves reasons in the thread's queue, which belong to nobody else's failure.
        defer {
            EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        // Ed25519 hashes by itself (EVP_SIGNATURE-ED25519(7)).
        let digest = algorithm == .ed25519 ? nil : "SHA256"
        guard EVP_DigestVerifyInit_ex(context, nil, digest, nil, nil, key, nil) == 1 else { return false }
        return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    /// OpenSSL's own object; it refuses points that are not on the curve.
    private static func read(_ encoded: [UInt8]) -> OpaquePointer? {
        encoded.withUnsafeBufferPointer { bytes in
            var start = bytes.baseAddress
            let key = d2i_PUBKEY(nil, &start, bytes.count)
            ERR_clear_error()
            return key
        }
    }

    // The identifiers of the algorithms, as DER: RFC 5480 section 2.1.1, RFC 3279 section 2.3.1, RFC 8410 section 3.
    private static let p256: [UInt8] = [
        0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01,
        0x07,
    ]
    private static let rsa: [UInt8] = [
        0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
    ]
    private static let ed25519: [UInt8] = [0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70]
}
