// A personal token, as a program keeps it:
//
//     satchel_   52 letters: 256 random bits   6 letters: the first 30 bits of SHA-256 of all before
//
// 1. Letters are base32 in lower case (RFC 4648 section 6): a double click marks all of it.
// 2. The prefix and the check at the end let scanners of repositories tell it from other text, and a slip from a token: what fails
//    the check asks no database.

import Secrets

/// The text of a token.
struct TokenText: Sendable {
    static let prefix = "satchel_"
    private static let randomBytes = 32
    private static let checkCount = 6

    let text: String

    /// A new token.
    static func make() -> TokenText {
        let body = prefix + Base32.encode(Randomness.bytes(randomBytes)).lowercased()
        return TokenText(text: body + check(body))
    }

    private init(text: String) { self.text = text }

    /// `nil` for what can't be a token of this kind.
    init?(_ text: String) {
        guard text.hasPrefix(Self.prefix), text.utf8.count == Self.prefix.utf8.count + 52 + Self.checkCount,
            text.utf8.allSatisfy({ $0 < 128 }), Self.check(String(text.dropLast(Self.checkCount))) == text.suffix(Self.checkCount)
        else { return nil }
        self.text = text
    }

    /// What the database knows of it.
    var key: String { Digest.hex(Digest.sha256(Array(text.utf8))) }

    private static func check(_ body: String) -> String {
        String(Base32.encode(Digest.sha256(Array(body.utf8))).lowercased().prefix(checkCount))
    }
}
