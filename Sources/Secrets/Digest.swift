import COpenSSL

/// Digests of whole byte arrays.
public enum Digest {
    /// SHA-256 (FIPS 180-4): 32 bytes.
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] { digest(bytes, .sha256, count: 32) }

    /// MD5 (RFC 1321): 16 bytes. Only for what is defined by it (S3's entity tags), never for security.
    public static func md5(_ bytes: [UInt8]) -> [UInt8] { digest(bytes, .md5, count: 16) }

    /// SHA-1: 20 bytes. Only for what is defined by it (the range API of breached passwords), never for security.
    public static func sha1(_ bytes: [UInt8]) -> [UInt8] { digest(bytes, .sha1, count: 20) }

    /// HMAC with SHA-256 (RFC 2104): 32 bytes.
    public static func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] { hmac(key, bytes, "SHA256", count: 32) }

    /// HMAC with SHA-1 (RFC 2104): 20 bytes. Only for what is defined by it (one-time codes, RFC 4226).
    public static func hmacSHA1(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] { hmac(key, bytes, "SHA1", count: 20) }

    private static func hmac(_ key: [UInt8], _ bytes: [UInt8], _ digest: StaticString, count: Int) -> [UInt8] {
        let context = require(EVP_MAC_CTX_new(Algorithm.hmac.pointer), "EVP_MAC_CTX_new")
        defer { EVP_MAC_CTX_free(context) }
        // An empty array's address may be null, which would mean "keep the key": give a byte, and the length 0.
        let parameters: [OSSL_PARAM] = [.text("digest", digest), .end]
        require(EVP_MAC_init(context, key.isEmpty ? [0] : key, key.count, parameters), "EVP_MAC_init")
        require(EVP_MAC_update(context, bytes, bytes.count), "EVP_MAC_update")
        return [UInt8](unsafeUninitializedCapacity: count) { code, used in
            require(EVP_MAC_final(context, code.baseAddress, &used, count), "EVP_MAC_final")
        }
    }

    /// Lower-case hexadecimal.
    public static func hex(_ bytes: [UInt8]) -> String { Hex.encode(bytes) }

    private static func digest(_ bytes: [UInt8], _ algorithm: Algorithm, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { digest, used in
            require(
                EVP_Digest(bytes, bytes.count, digest.baseAddress, nil, algorithm.pointer, nil), "EVP_Digest")
            used = count
        }
    }
}
