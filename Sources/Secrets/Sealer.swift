// A sealed token is unpadded base64url of
//
//     version  1 byte, 1
//     nonce   12 bytes, random
//     body     the plaintext under AES-256-GCM (NIST SP 800-38D)
//     tag     16 bytes
//
// 1. The key is HKDF-SHA256 of a secret and the purpose: a token of one purpose does not open under another.
// 2. Version, purpose and context are authenticated beside the body, each with its length before it, so that no two
//    different pairs look alike.
// 3. Nonces are random: one key may seal 2^32 tokens before a repeated nonce is likelier than 2^-32 (SP 800-38D, 8.3).
// 4. Only one spelling opens: base64url with stray bits, padding or spaces is refused.

import COpenSSL

/// AES-256-GCM with a key derived (HKDF-SHA256) per purpose: a token sealed for one purpose does not open for another.
///
/// Keys are derived once, here: make one sealer for each purpose and keep it.
public struct Sealer: Sendable {
    private static let version: UInt8 = 1
    private static let nonceCount = 12
    private static let tagCount = 16
    private static let overhead = 1 + nonceCount + tagCount

    private let purpose: String
    private let keys: [[UInt8]]

    /// A sealer whose first key seals and whose keys all open.
    public init(keys: SecretKeys, purpose: String) {
        self.purpose = purpose
        self.keys = keys.derive(purpose: "seal " + purpose)
    }

    /// Unpadded base64url: version, random 96-bit nonce, ciphertext, tag.
    ///
    /// `context` (a session id, a user id) is not kept in the token: who opens it must know it.
    public func seal(_ plaintext: [UInt8], context: String = "") -> String {
        seal(plaintext, context: context, nonce: Randomness.bytes(Self.nonceCount))
    }

    /// `nil` for anything that none of the keys sealed under this purpose and context.
    public func open(_ sealed: String, context: String = "") -> [UInt8]? {
        // Int32: what one call of OpenSSL takes.
        guard sealed.utf8.count < Int(Int32.max), let token = Base64URL.decode(sealed) else { return nil }
        guard token.count >= Self.overhead, token[0] == Self.version else { return nil }
        let associated = associatedData(context)
        for key in keys {
            if let plaintext = Self.decrypt(token, key: key, associated: associated) { return plaintext }
        }
        return nil
    }

    func seal(_ plaintext: [UInt8], context: String, nonce: [UInt8]) -> String {
        precondition(plaintext.count < Int(Int32.max) - Self.overhead, "too much for one token")
        let token = Self.encrypt(plaintext, key: keys[0], nonce: nonce, associated: associatedData(context))
        return Base64URL.encode(token)
    }

    private func associatedData(_ context: String) -> [UInt8] {
        var data = [Self.version]
        for text in [purpose, context] {
            withUnsafeBytes(of: UInt64(text.utf8.count).bigEndian) { data += $0 }
            data += text.utf8
        }
        return data
    }
}

extension Sealer {
    private static func encrypt(_ plaintext: [UInt8], key: [UInt8], nonce: [UInt8], associated: [UInt8]) -> [UInt8] {
        let context = require(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new")
        defer { EVP_CIPHER_CTX_free(context) }
        require(EVP_EncryptInit_ex2(context, Algorithm.aes256GCM.pointer, key, nonce, nil), "EVP_EncryptInit_ex2")
        var written: Int32 = 0
        require(EVP_EncryptUpdate(context, nil, &written, associated, Int32(associated.count)), "EVP_EncryptUpdate")
        return [UInt8](unsafeUninitializedCapacity: overhead + plaintext.count) { token, used in
            token[0] = version
            for (index, byte) in nonce.enumerated() { token[1 + index] = byte }
            let body = token.baseAddress.map { $0 + 1 + nonceCount }
            let tag = body.map { $0 + plaintext.count }
            require(EVP_EncryptUpdate(context, body, &written, plaintext, Int32(plaintext.count)), "EVP_EncryptUpdate")
            require(EVP_EncryptFinal_ex(context, tag, &written), "EVP_EncryptFinal_ex")
            require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tagCount), tag), "EVP_CTRL_AEAD_GET_TAG")
            used = overhead + plaintext.count
        }
    }

    /// The plaintext of a token that is at least `overhead` long; `nil` where the tag is not right.
    private static func decrypt(_ token: [UInt8], key: [UInt8], associated: [UInt8]) -> [UInt8]? {
        let context = require(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new")
        defer { EVP_CIPHER_CTX_free(context) }
        let nonce = Array(token[1..<1 + nonceCount])
        let body = Array(token[(1 + nonceCount)..<(token.count - tagCount)])
        var tag = Array(token[(token.count - tagCount)...])
        require(EVP_DecryptInit_ex2(context, Algorithm.aes256GCM.pointer, key, nonce, nil), "EVP_DecryptInit_ex2")
        require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tagCount), &tag), "EVP_CTRL_AEAD_SET_TAG")
        var written: Int32 = 0
        require(EVP_DecryptUpdate(context, nil, &written, associated, Int32(associated.count)), "EVP_DecryptUpdate")
        var isAuthentic = false
        // One byte more than needed, so that the buffer of an empty plaintext has an address: a null one means "associated data".
        let plaintext = [UInt8](unsafeUninitializedCapacity: body.count + 1) { plaintext, used in
            require(EVP_DecryptUpdate(context, plaintext.baseAddress, &written, body, Int32(body.count)), "EVP_DecryptUpdate")
            isAuthentic = EVP_DecryptFinal_ex(context, plaintext.baseAddress.map { $0 + body.count }, &written) == 1
            used = body.count
        }
        return isAuthentic ? plaintext : nil
    }
}
