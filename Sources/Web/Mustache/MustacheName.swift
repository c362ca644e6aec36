/// What a tag names: `user.name`, `.`, or `.name` (only where one stands, not further out).
struct MustacheName: Sendable, Hashable {
    /// Empty for `.`.
    let parts: [String]
    let isLocal: Bool

    /// `nil` where it is none.
    init?(_ text: String) {
        isLocal = text.hasPrefix(".")
        if text == "." {
            parts = []
            return
        }
        let pieces = text.dropFirst(isLocal ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false)
        guard pieces.allSatisfy({ !$0.isEmpty && !$0.contains(where: \.isWhitespace) }) else { return nil }
        parts = pieces.map(String.init)
    }

    /// The key of a language's text, where the name is one: `@sign-in.title`.
    var textKey: String? {
        guard let first = parts.first, first.hasPrefix("@") else { return nil }
        return String(parts.joined(separator: ".").dropFirst())
    }
}
