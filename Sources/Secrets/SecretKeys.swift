import COpenSSL

/// The site's secret keys, newest first: the first seals, all open. Built from `SECRET_KEY` (several separated by commas).
///
/// A value of this type never shows its secrets when it is printed, logged or dumped.
public struct SecretKeys: Sendable {
    /// The fewest characters of a secret: 32 characters of base64url carry 192 random bits.
    public static let minimumLength = 32

    private let secrets: [[UInt8]]

    /// Keys made of secrets: the first signs, all of them check.
    ///
    /// - Throws: `SecretKeyError` where there is no secret, or one is shorter than 32 characters: refused, never padded.
    public init(_ secrets: [String]) throws {
        guard !secrets.isEmpty else { throw SecretKeyError.missing }
        for (index, secret) in secrets.enumerated() where secret.count < Self.minimumLength {
            throw SecretKeyError.tooShort(index: index, length: secret.count)
        }
        self.secrets = secrets.map { Array($0.utf8) }
    }

    /// The keys in the value of `SECRET_KEY`: separated by commas, spaces around them dropped, newest first.
    public init(setting: String) throws {
        let parts = setting.split(separator: ",").map { part in
            String(part.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        }
        try self.init(parts.filter { !$0.isEmpty })
    }

    /// A new secret of 256 random bits, as `satchel secret` prints it.
    public static func makeSecret() -> String { Randomness.token(bits: 256) }

    /// A key for one purpose from each secret (HKDF-SHA256, RFC 5869), newest first. Knowing one tells nothing of the others.
    public func derive(purpose: String, count: Int = 32) -> [[UInt8]] {
        secrets.map { hkdfSHA256(secret: $0, salt: Array("satchel".utf8), info: Array(purpose.utf8), count: count) }
    }
}

extension SecretKeys: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// How many keys there are, and nothing about them.
    public var description: String { "SecretKeys(\(secrets.count))" }
    /// The same as `description`.
    public var debugDescription: String { description }
    /// Empty, so that `dump` shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why secrets were refused. It never repeats them.
public enum SecretKeyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no secret at all.
    case missing
    /// The secret at `index` (0 is the newest) has only `length` characters.
    case tooShort(index: Int, length: Int)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .missing:
            "SECRET_KEY is empty. Make a secret with `satchel secret` and set SECRET_KEY to it."
        case .tooShort(let index, let length):
            """
            Secret \(index + 1) in SECRET_KEY has \(length) characters and needs at least \(SecretKeys.minimumLength). \
            Make one with `satchel secret`; to keep what the old one sealed, write both: SECRET_KEY=new,old.
            """
        }
    }
}
