import COpenSSL

/// HKDF with SHA-256 (RFC 5869), extract and expand: `count` bytes (at most 8160) that tell nothing of `secret`, nor of what other
/// salts and infos give.
public func hkdfSHA256(secret: [UInt8], salt: [UInt8], info: [UInt8], count: Int) -> [UInt8] {
    precondition(count > 0 && count <= 255 * 32, "HKDF-SHA256 gives at most 8160 bytes")
    let context = require(EVP_KDF_CTX_new(Algorithm.hkdf.pointer), "EVP_KDF_CTX_new")
    defer { EVP_KDF_CTX_free(context) }
    var (secret, salt, info) = (secret, salt, info)
    return secret.withUnsafeMutableBytes { secret in
        salt.withUnsafeMutableBytes { salt in
            info.withUnsafeMutableBytes { info in
                // An empty value is left out: its address may be null, which OpenSSL refuses.
                var parameters: [OSSL_PARAM] = [.text("digest", "SHA256"), .octets("key", secret)]
                if !salt.isEmpty { parameters.append(.octets("salt", salt)) }
                if !info.isEmpty { parameters.append(.octets("info", info)) }
                parameters.append(.end)
                return [UInt8](unsafeUninitializedCapacity: count) { key, used in
                    require(EVP_KDF_derive(context, key.baseAddress, count, parameters), "EVP_KDF_derive")
                    used = count
                }
            }
        }
    }
}
