/// One-way hashes of passwords. `hash` and `verify` burn CPU for a quarter of a second: run them on a `BlockingQueue`.
public struct PasswordHasher: Sendable {
    /// How new hashes are made.
    public enum Scheme: Sendable, Hashable {
        /// `$2b$` with 2^cost rounds, cost 4 to 31.
        case bcrypt(cost: Int)
        /// `$y$` at libcrypt's own cost.
        case yescrypt
    }

    /// The scheme of new hashes.
    public let scheme: Scheme

    /// Well-formed, at this hasher's cost, and no password's hash: verified against where a name is unknown, for equal time.
    public let decoy: String

    /// A hasher. A cost outside 4 to 31 is a programming error.
    public init(_ scheme: Scheme = .bcrypt(cost: 12)) {
        if case .bcrypt(let cost) = scheme { precondition((4...31).contains(cost), "bcrypt's cost is 4 to 31") }
        self.scheme = scheme
        decoy = Self.makeDecoy(scheme)
    }

    /// A new hash under a fresh salt. The bytes of the password count as they are: nothing is cut, folded or normalised.
    ///
    /// - Throws: `PasswordError` for a password of more than 72 bytes under bcrypt (511 under yescrypt), or with a NUL.
    public func hash(_ password: String) throws -> String {
        let limit = scheme.passwordLimit
        guard password.utf8.count <= limit else {
            throw PasswordError.tooLong(bytes: password.utf8.count, limit: limit)
        }
        guard !password.utf8.contains(0) else { throw PasswordError.containsNUL }
        guard let setting = scheme.makeSetting(), let hash = CryptHash.hash(password, setting: setting) else {
            throw PasswordError.refused(scheme: scheme.prefix)
        }
        return String(decoding: hash, as: UTF8.self)
    }

    /// Whether the password is the one behind `hash`: whatever libcrypt knows, and passlib's pbkdf2, scrypt and (where the machine
    /// has libargon2) argon2.
    ///
    /// A password of more than 72 bytes never matches a bcrypt hash. A malformed hash matches nothing. Both take as long as a
    /// comparison with the decoy, so that the time tells nothing of what is stored.
    public func verify(_ password: String, against hash: String) -> Bool {
        let verdict =
            switch PasswordHashKind(hash) {
            case .pbkdf2: PasslibHash(hash)?.verify(password)
            case .scrypt: ScryptHash(hash)?.verify(password)
            case .argon2: Argon2Hash(hash)?.verify(password)
            case .crypt: CryptHash.verify(password, against: hash)
            }
        if let verdict { return verdict }
        _ = CryptHash.hash("", setting: decoy)
        return false
    }

    /// Whether `hash` is weaker than, or another scheme than, this hasher's: make a new one at the next sign-in.
    public func needsRehash(_ hash: String) -> Bool {
        switch scheme {
        case .bcrypt(let cost):
            // `$2y$` is another name of the same; `$2a$` and `$2x$` stand for hashes that a faulty program may have made.
            guard hash.hasPrefix("$2b$") || hash.hasPrefix("$2y$"), hash.utf8.count == 60 else { return true }
            return (Int(hash.dropFirst(4).prefix(2)) ?? 0) < cost
        case .yescrypt:
            return YescryptParameters(hash).map { $0.isWeaker(than: YescryptParameters(decoy)) } ?? true
        }
    }

    /// No password is hashed for this: random letters take the place of the result.
    private static func makeDecoy(_ scheme: Scheme) -> String {
        guard let setting = scheme.makeSetting() else { return "" }
        let letters = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        let result = Randomness.bytes(scheme.resultCount).map { letters[Int($0 & 63)] }
        return setting + (scheme == .yescrypt ? "$" : "") + String(result)
    }
}

extension PasswordHasher.Scheme {
    /// libcrypt's name of the scheme.
    fileprivate var prefix: String {
        switch self {
        case .bcrypt: "$2b$"
        case .yescrypt: "$y$"
        }
    }

    fileprivate var passwordLimit: Int {
        switch self {
        case .bcrypt: CryptHash.bcryptLimit
        case .yescrypt: CryptHash.limit
        }
    }

    /// How many letters stand behind the salt.
    fileprivate var resultCount: Int {
        switch self {
        case .bcrypt: 31
        case .yescrypt: 43
        }
    }

    fileprivate func makeSetting() -> String? {
        switch self {
        case .bcrypt(let cost): CryptHash.setting(prefix: prefix, cost: cost)
        case .yescrypt: CryptHash.setting(prefix: prefix, cost: 0)
        }
    }
}

/// The middle of `$y$j9T$SALT$RESULT`: flavour, memory (log2 N) and block size, a letter each; more letters for more options.
private struct YescryptParameters {
    let flavour: Character
    let memory: Int
    let rest: Substring

    init?(_ hash: String) {
        let parts = hash.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[1] == "y", let flavour = parts[2].first else { return nil }
        let letters = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        guard let second = parts[2].dropFirst().first, let memory = letters.firstIndex(of: second) else { return nil }
        (self.flavour, self.memory, rest) = (flavour, memory, parts[2].dropFirst(2))
    }

    func isWeaker(than other: YescryptParameters?) -> Bool {
        guard let other else { return false }
        return flavour != other.flavour || rest != other.rest || memory < other.memory
    }
}
