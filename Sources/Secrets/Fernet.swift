// A Fernet token (github.com/fernet/spec) is base64url of
//
//     version     1 byte, 0x80
//     timestamp   8 bytes, big-endian: seconds since 1970
//     IV         16 bytes
//     body        the plaintext under AES-128-CBC, with PKCS #7's padding
//     HMAC       32 bytes: SHA-256 of all before
//
// 1. The key is 32 bytes: the first 16 sign, the others encrypt.
// 2. The HMAC is compared, in constant time, before anything is decrypted.

import COpenSSL

/// Reads Fernet tokens that another program sealed. What is sealed here is a ``Sealer``'s.
public struct Fernet: Sendable {
    private let signing: [UInt8]
    private let encryption: [UInt8]

    private static let headCount = 25
    private static let tagCount = 32

    /// What a token holds, and when it was made (seconds since 1970).
    public struct Opened: Sendable, Hashable {
        /// What was sealed.
        public let content: [UInt8]
        /// Seconds since 1970.
        public let time: Int
    }

    /// `nil` where the key is not of 32 bytes.
    public init?(key: [UInt8]) {
        guard key.count == 32 else { return nil }
        signing = Array(key[..<16])
        encryption = Array(key[16...])
    }

    /// `nil` for anything that this key did not seal. How old it may be is for the caller to say.
    public func open(_ token: String) -> Opened? {
        let digits = token.prefix { $0 != "=" }
        guard digits.utf8.count < 10_000, let bytes = Base64URL.decode(String(digits)) else { return nil }
        guard bytes.count >= Self.headCount + 16 + Self.tagCount, bytes[0] == 0x80 else { return nil }
        let body = Array(bytes.dropLast(Self.tagCount))
        let tag = Digest.hmacSHA256(key: signing, body)
        guard constantTimeEquals(tag, Array(bytes.suffix(Self.tagCount))) else { return nil }
        let time = body[1..<9].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let content = decrypt(Array(body[Self.headCount...]), iv: Array(body[9..<Self.headCount])) else { return nil }
        return Opened(content: content, time: Int(clamping: time))
    }

    private func decrypt(_ body: [UInt8], iv: [UInt8]) -> [UInt8]? {
        let context = require(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new")
        defer { EVP_CIPHER_CTX_free(context) }
        require(EVP_DecryptInit_ex2(context, Algorithm.aes128CBC.pointer, encryption, iv, nil), "EVP_DecryptInit_ex2")
        var plaintext = [UInt8](repeating: 0, count: body.count + 16)
        var (written, rest): (Int32, Int32) = (0, 0)
        guard EVP_DecryptUpdate(context, &plaintext, &written, body, Int32(body.count)) == 1 else { return nil }
        let isWhole = plaintext.withUnsafeMutableBufferPointer { buffer in
            EVP_DecryptFinal_ex(context, buffer.baseAddress.map { $0 + Int(written) }, &rest) == 1
        }
        return isWhole ? Array(plaintext.prefix(Int(written + rest))) : nil
    }
}
