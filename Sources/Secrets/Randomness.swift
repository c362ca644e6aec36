import COpenSSL

/// Randomness from OpenSSL's generator, good enough for keys.
public enum Randomness {
    /// `count` random bytes.
    public static func bytes(_ count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
            require(RAND_bytes_ex(nil, buffer.baseAddress, count, 0), "RAND_bytes_ex")
            used = count
        }
    }

    /// `bits / 8` random bytes as unpadded base64url: what an id or a token is made of.
    public static func token(bits: Int = 256) -> String {
        precondition(bits > 0 && bits % 8 == 0, "a token is made of whole bytes")
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bits / 8) { buffer in
            require(RAND_bytes_ex(nil, buffer.baseAddress, buffer.count, 0), "RAND_bytes_ex")
            defer { OPENSSL_cleanse(buffer.baseAddress, buffer.count) }
            return Base64Alphabet.url.encode(buffer)
        }
    }
}
