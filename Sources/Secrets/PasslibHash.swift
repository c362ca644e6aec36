import COpenSSL

/// passlib's PBKDF2 hashes (RFC 8018): `$pbkdf2-sha256$ROUNDS$SALT$KEY`, salt and key in passlib's own base64.
struct PasslibHash {
    private let algorithm: Algorithm
    private let rounds: Int32
    private let salt: [UInt8]
    private let key: [UInt8]

    /// `nil` for anything that is not written exactly as passlib writes it.
    init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, let (algorithm, keyCount) = Self.scheme(parts[1]) else { return nil }
        guard let rounds = Int32(parts[2]), rounds > 0, String(rounds) == parts[2] else { return nil }
        guard let salt = Base64Alphabet.passlib.decode(parts[3]), salt.count <= 1024 else { return nil }
        guard let key = Base64Alphabet.passlib.decode(parts[4]), key.count == keyCount else { return nil }
        (self.algorithm, self.rounds, self.salt, self.key) = (algorithm, rounds, salt, key)
    }

    func verify(_ password: String) -> Bool {
        let password = password.utf8.map(CChar.init(bitPattern:))
        let computed = [UInt8](unsafeUninitializedCapacity: key.count) { output, used in
            require(
                PKCS5_PBKDF2_HMAC(
                    password, Int32(password.count), salt, Int32(salt.count), rounds,
                    algorithm.pointer, Int32(key.count), output.baseAddress), "PKCS5_PBKDF2_HMAC")
            used = key.count
        }
        return constantTimeEquals(computed, key)
    }

    private static func scheme(_ name: Substring) -> (Algorithm, keyCount: Int)? {
        switch name {
        case "pbkdf2": (.sha1, 20)
        case "pbkdf2-sha256": (.sha256, 32)
        case "pbkdf2-sha512": (.sha512, 64)
        default: nil
        }
    }
}
