/// What a personal token lets a program do: a name that guards ask for, and words for who makes the token.
///
///     app.accounts(User.self) { $0.tokenScopes = [TokenScope("notes:read", "Read your notes")] }
public struct TokenScope: Sendable, Hashable {
    /// 1 to 50 of `a`…`z`, digits, `:`, `.`, `-` and `_` (RFC 6749 section 3.3 allows more).
    public let name: String
    /// `@key` is a key of the language files; anything else is said as it is.
    public let about: String

    /// A scope; a name that is none is the program's mistake.
    public init(_ name: String, _ about: String) {
        let isName = name.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || ":.-_".utf8.contains($0)
        }
        precondition(isName && (1...50).contains(name.utf8.count), "“\(name)” can't be the name of a scope")
        self.name = name
        self.about = about
    }

    /// The account's own pages, to read: profile, sessions, addresses.
    static let readAccount = TokenScope("account:read", "@tokens.read-account")
    /// The profile, to change.
    static let writeAccount = TokenScope("account:write", "@tokens.write-account")
}

extension AccountSettings {
    /// All that a token can be for.
    var allTokenScopes: [TokenScope] { [.readAccount, .writeAccount] + tokenScopes }
}
