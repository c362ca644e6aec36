public import Database
import Secrets

/// The keys that a database is encrypted with, newest first: the first seals, all open.
///
/// A value of this type never shows its keys when it is printed, logged or dumped.
public struct EncryptionKeys: Sendable, Hashable {
    /// Newest first, never empty.
    let keys: [EncryptionKey]

    var newest: EncryptionKey { keys[0] }

    subscript(id: EncryptionKey.ID) -> EncryptionKey? { keys.first { $0.id == id } }

    /// Reads keys of 32 bytes each: 64 hexadecimal digits or base64 (either alphabet's), between them commas, spaces or lines.
    /// - Throws: where one is anything else. It is refused, never cut or padded, and never repeated in the text.
    public init(_ text: String) throws(DatabaseError) {
        var keys: [EncryptionKey] = []
        for word in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            guard let secret = Self.decoded(word), secret.count == AES256GCM.keyCount else {
                throw DatabaseError(
                    .other,
                    "key \(keys.count + 1) for encrypt is not 32 bytes in base64 or 64 hexadecimal digits: `satchel secret` makes one"
                )
            }
            let key = EncryptionKey(secret: secret)
            guard !keys.contains(key) else { throw DatabaseError(.other, "key \(keys.count + 1) for encrypt is there twice") }
            keys.append(key)
        }
        guard !keys.isEmpty else { throw DatabaseError(.other, "there is no key for encrypt: `satchel secret` makes one") }
        self.keys = keys
    }

    private static func decoded(_ word: Substring) -> [UInt8]? {
        word.utf8.count == 2 * AES256GCM.keyCount ? Hex.decode(word) : Base64.decode(word) ?? Base64URL.decode(String(word))
    }
}

extension EncryptionKeys: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The ids of the keys, which are no secret.
    public var description: String { "EncryptionKeys(\(keys.map(\.id.description).joined(separator: ", ")))" }
    /// The same as `description`.
    public var debugDescription: String { description }
    /// Empty, so that `dump` shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// One key.
struct EncryptionKey: Sendable, Hashable {
    /// Names a key in what it has sealed: 64 bits derived from it, which tell nothing of it.
    struct ID: Sendable, Hashable, CustomStringConvertible {
        static let count = 8
        let bytes: [UInt8]
        var description: String { Hex.encode(bytes) }
    }

    let id: ID
    private let secret: [UInt8]

    init(secret: [UInt8]) {
        self.secret = secret
        id = ID(bytes: hkdfSHA256(secret: secret, salt: [], info: Array("satchel bucket key id".utf8), count: ID.count))
    }

    /// The cipher of one sealing: `salt` is new with each.
    func cipher(for direction: AES256GCM.Direction, family: [UInt8], salt: [UInt8]) -> AES256GCM {
        let key = hkdfSHA256(
            secret: secret, salt: family + salt, info: Array("satchel bucket object".utf8), count: AES256GCM.keyCount)
        return AES256GCM(key: key, for: direction)
    }
}
