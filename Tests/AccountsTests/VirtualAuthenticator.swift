import COpenSSL
import Foundation
import Secrets

/// An authenticator with one credential (Ed25519), and the browser before it: answers options as `Public/passkeys.js` sends them.
struct VirtualAuthenticator {
    var id = Randomness.bytes(20)
    var counter: UInt32 = 0
    /// Whether the counter goes on with each use.
    var counts = true
    var origin = TestSite.base
    /// UP, UV.
    var flags: UInt8 = 0x05
    var handle: [UInt8] = []
    private let secret = Randomness.bytes(32)

    /// The credential that a site's options ask to be made.
    mutating func make(_ options: String) throws -> String {
        let wish = try object(options)
        let site = try unwrapped((wish["rp"] as? [String: Any])?["id"] as? String)
        let user = try unwrapped((wish["user"] as? [String: Any])?["id"] as? String)
        handle = try unwrapped(Base64URL.decode(user))
        let client = try client("webauthn.create", wish)
        let head = Digest.sha256(Array(site.utf8)) + [flags | 0x40] + count()
        let key: [UInt8] = [0xA4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20] + publicKey
        let data = head + Array(repeating: 0, count: 16) + [0, UInt8(id.count)] + id + key
        let attestation: [UInt8] =
            [0xA3, 0x63] + Array("fmt".utf8) + [0x64] + Array("none".utf8) + [0x67] + Array("attStmt".utf8) + [0xA0, 0x68]
            + Array("authData".utf8) + [0x58, UInt8(data.count)] + data
        return json(["clientDataJSON": client, "attestationObject": attestation])
    }

    /// The answer to a site's question who is there.
    mutating func answer(_ options: String) throws -> String {
        let wish = try object(options)
        let client = try client("webauthn.get", wish)
        if counts { counter += 1 }
        let data = Digest.sha256(Array(try unwrapped(wish["rpId"] as? String).utf8)) + [flags] + count()
        let signature = sign(data + Digest.sha256(client))
        return json(["clientDataJSON": client, "authenticatorData": data, "signature": signature, "userHandle": handle])
    }

    private func object(_ json: String) throws -> [String: Any] {
        try unwrapped(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    }

    private func client(_ type: String, _ options: [String: Any]) throws -> [UInt8] {
        let challenge = try unwrapped(options["challenge"] as? String)
        return Array("{\"type\":\"\(type)\",\"challenge\":\"\(challenge)\",\"origin\":\"\(origin)\",\"crossOrigin\":false}".utf8)
    }

    private func count() -> [UInt8] { withUnsafeBytes(of: counter.bigEndian) { Array($0) } }

    private func json(_ parts: [String: [UInt8]]) -> String {
        let response = parts.map { "\"\($0)\":\"\(Base64URL.encode($1))\"" }.joined(separator: ",")
        return "{\"id\":\"\(Base64URL.encode(id))\",\"type\":\"public-key\",\"response\":{\(response)}}"
    }

    private var publicKey: [UInt8] {
        let key = EVP_PKEY_new_raw_private_key(NID_ED25519, nil, secret, 32)
        defer { EVP_PKEY_free(key) }
        var bytes = [UInt8](repeating: 0, count: 32)
        var count = 32
        precondition(EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1)
        return bytes
    }

    private func sign(_ message: [UInt8]) -> [UInt8] {
        let key = EVP_PKEY_new_raw_private_key(NID_ED25519, nil, secret, 32)
        let context = EVP_MD_CTX_new()
        defer {
            EVP_PKEY_free(key)
            EVP_MD_CTX_free(context)
        }
        var signature = [UInt8](repeating: 0, count: 64)
        var count = 64
        precondition(EVP_DigestSignInit(context, nil, nil, nil, key) == 1)
        precondition(EVP_DigestSign(context, &signature, &count, message, message.count) == 1)
        return signature
    }
}

/// What is missing fails the test that needs it.
private func unwrapped<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw CocoaError(.coderValueNotFound) }
    return value
}
