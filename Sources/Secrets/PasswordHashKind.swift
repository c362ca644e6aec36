/// Who can verify a hash, by how it begins.
enum PasswordHashKind {
    case crypt, pbkdf2, scrypt, argon2

    init(_ hash: String) {
        self =
            hash.hasPrefix("$pbkdf2")
            ? .pbkdf2
            : hash.hasPrefix("$scrypt$") ? .scrypt : hash.hasPrefix("$argon2") ? .argon2 : .crypt
    }
}

extension PasswordHasher {
    /// Whether this machine can tell a right password from a wrong one by `hash`: false for schemes that it does not know, and for
    /// what is no hash at all.
    public static func canVerify(_ hash: String) -> Bool {
        switch PasswordHashKind(hash) {
        case .pbkdf2: PasslibHash(hash) != nil
        case .scrypt: ScryptHash(hash) != nil
        case .argon2: Argon2Hash.isAvailable && Argon2Hash(hash) != nil
        case .crypt: CryptHash.isKnown(hash)
        }
    }

    /// What a hash is called, for a list: `argon2id`, `bcrypt-sha256`; never a part of its secret.
    public static func schemeName(of hash: String) -> String {
        guard hash.hasPrefix("$") else { return hash.isEmpty ? "none" : "not a hash" }
        let name = hash.dropFirst().prefix { $0 != "$" }
        return name.count <= 20 && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
            ? String(name) : "unknown"
    }
}
