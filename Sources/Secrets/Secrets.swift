// Secrets: password hashes (libcrypt), sealed tokens, digests and signatures (OpenSSL), randomness.

/// Randomness from OpenSSL's generator.
public enum Randomness {
    public static func bytes(_ count: Int) -> [UInt8] { fatalError() }
    /// `bits / 8` random bytes as unpadded base64url: what an id or a token is made of.
    public static func token(bits: Int = 256) -> String { fatalError() }
}

/// The site's secret keys, newest first: the first seals, all open. Built from `SECRET_KEY` (several separated by commas).
public struct SecretKeys: Sendable {
    /// Throws where a secret is shorter than 32 characters: refused, never padded.
    public init(_ secrets: [String]) throws { fatalError() }
}

/// AES-256-GCM with a key derived (HKDF-SHA256) per purpose: a token sealed for one purpose does not open for another.
public struct Sealer: Sendable {
    public init(keys: SecretKeys, purpose: String) { fatalError() }
    /// Unpadded base64url: version, random 96-bit nonce, ciphertext, tag.
    public func seal(_ plaintext: [UInt8], context: String = "") -> String { fatalError() }
    /// `nil` for anything that none of the keys sealed under this purpose and context.
    public func open(_ sealed: String, context: String = "") -> [UInt8]? { fatalError() }
}

public enum Digest {
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] { fatalError() }
    public static func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] { fatalError() }
    public static func md5(_ bytes: [UInt8]) -> [UInt8] { fatalError() }
    public static func hex(_ bytes: [UInt8]) -> String { fatalError() }
}

public enum Base64URL {
    public static func encode(_ bytes: [UInt8]) -> String { fatalError() }
    public static func decode(_ text: some StringProtocol) -> [UInt8]? { fatalError() }
}

/// Compares without telling by its time where the first difference stands.
public func constantTimeEquals(_ a: [UInt8], _ b: [UInt8]) -> Bool { fatalError() }

/// One-way hashes of passwords. Both calls burn CPU: run them on a `BlockingQueue`.
public struct PasswordHasher: Sendable {
    public enum Scheme: Sendable, Hashable {
        case bcrypt(cost: Int)
        case yescrypt
    }
    public init(_ scheme: Scheme = .bcrypt(cost: 12)) { fatalError() }
    /// Throws for a password of more than 72 bytes under bcrypt, and for one with a NUL byte.
    public func hash(_ password: String) throws -> String { fatalError() }
    /// Whether the password is the one behind `hash`: whatever libcrypt knows, and passlib's pbkdf2.
    public func verify(_ password: String, against hash: String) -> Bool { fatalError() }
    /// Whether `hash` is weaker than, or another scheme than, this hasher's.
    public func needsRehash(_ hash: String) -> Bool { fatalError() }
    /// A hash of a random password at this hasher's cost, made once: verified against where a name is unknown, for equal time.
    public var decoy: String { fatalError() }
}
