/// What a tag names: `user.name`, `.`, or `.name` (only where one stands, not further out).
struct MustacheName: Sendable, Hashable {
    /// Empty for `.`.
    let parts: [String]
    let isLocal: Bool
    /// The first of the parts, looked for further and further out; `nil` for `.`.
    let first: MustacheWord?
    /// The others, each only in what the one before gave.
    let rest: [MustacheWord]

    /// `nil` where it is none.
    init?(_ text: String) {
        isLocal = text.hasPrefix(".")
        if text == "." {
            (parts, first, rest) = ([], nil, [])
            return
        }
        let pieces = text.utf8.dropFirst(isLocal ? 1 : 0).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard !text.holdsBlank, pieces.allSatisfy({ !$0.isEmpty }) else { return nil }
        parts = pieces.map { String(Substring($0)) }
        first = parts.first.map(MustacheWord.init)
        rest = parts.dropFirst().map(MustacheWord.init)
    }

    /// The key of a language's text, where the name is one: `@sign-in.title`.
    var textKey: String? {
        guard let first = parts.first, first.hasPrefix("@") else { return nil }
        return String(parts.joined(separator: ".").dropFirst())
    }
}

extension String {
    /// Whether a blank of any kind is in it. Unicode's tables are asked for what is not ASCII alone: they are slow, and a start asks for
    /// every name of every template.
    var holdsBlank: Bool {
        utf8.contains { $0 == 0x20 || (0x09...0x0D).contains($0) }
            || utf8.contains { $0 >= 0x80 } && contains(where: \.isWhitespace)
    }
}
