import COpenSSL

/// Algorithms that were looked up once: looking one up by name is most of the price of a small digest (OpenSSL 3, `crypto(7)`,
/// "Performance").
///
/// Sendable without a check by the compiler: fetched algorithm objects are immutable and never freed here, and OpenSSL lets
/// all threads use them at once (`openssl-threads(7)`).
struct Algorithm: @unchecked Sendable {
    let pointer: OpaquePointer

    static let sha256 = digest("SHA256")
    static let sha512 = digest("SHA512")
    static let sha1 = digest("SHA1")
    static let md5 = digest("MD5")
    static let aes256GCM = Algorithm(pointer: require(EVP_CIPHER_fetch(nil, "AES-256-GCM", nil), "EVP_CIPHER_fetch"))
    static let aes128CBC = Algorithm(pointer: require(EVP_CIPHER_fetch(nil, "AES-128-CBC", nil), "EVP_CIPHER_fetch"))
    static let hmac = Algorithm(pointer: require(EVP_MAC_fetch(nil, "HMAC", nil), "EVP_MAC_fetch"))
    static let hkdf = Algorithm(pointer: require(EVP_KDF_fetch(nil, "HKDF", nil), "EVP_KDF_fetch"))

    private static func digest(_ name: String) -> Algorithm {
        Algorithm(pointer: require(EVP_MD_fetch(nil, name, nil), "EVP_MD_fetch(\(name))"))
    }
}
