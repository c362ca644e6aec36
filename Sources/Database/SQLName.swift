/// The name of a table or column. Names can't be bound as values are: they go into SQL quoted, so that no name can say anything else.
public struct SQLName: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name as it was given, not quoted.
    public let text: String

    /// A name that somebody typed.
    ///
    /// - Returns: `nil` for an empty name or one with a NUL, which no engine takes.
    public init?(validating text: String) {
        guard !text.isEmpty, !text.utf8.contains(0) else { return nil }
        self.text = text
    }

    public init(stringLiteral text: String) {
        precondition(!text.isEmpty && !text.utf8.contains(0), "a name in SQL can't be empty or hold a NUL")
        self.text = text
    }

    public var description: String { text }

    /// The name as it stands in a statement: `"users"`, in MySQL with backticks; the quote within is doubled.
    public func quoted(for dialect: Dialect) -> String {
        let quote: Character = dialect == .mysql ? "`" : "\""
        var quoted = String(quote)
        for character in text.unicodeScalars {
            quoted.unicodeScalars.append(character)
            if Character(character) == quote { quoted.append(quote) }
        }
        quoted.append(quote)
        return quoted
    }
}
