/// Something to be said to a person, in a language that is known only when it is shown: a key of the language files
/// (`Templates/languages/en.txt`) and what stands in its placeholders. In a page's variables, in `Context.flash` and in
/// an ``HTTPError`` it becomes the visitor's language.
///
///     context.flash(Text("orders.sent", ["count": 3]), .success)
public struct Text: Sendable, Hashable {
    /// What stands in a placeholder.
    public enum Argument: Sendable, Hashable {
        /// As it is.
        case text(String)
        /// Plurals choose by it.
        case number(Int)
        /// A part that is translated itself: a duration, say.
        case nested(Text)
    }

    enum Content: Sendable, Hashable {
        case verbatim(String)
        case key(String, [String: Argument])
    }

    let content: Content
    /// What is said where no file of the site has the key; the key itself where nothing is given.
    let standIn: String?

    /// The text of `key`.
    public init(_ key: String, _ arguments: [String: Argument] = [:], or standIn: String? = nil) {
        content = .key(key, arguments)
        self.standIn = standIn
    }

    /// A text that is the same in every language.
    public init(verbatim text: String) {
        content = .verbatim(text)
        standIn = nil
    }

    /// What a declaration says: `@key` is a key, as in a template; anything else is said as it is.
    public init(declared text: String) {
        if text.hasPrefix("@") { self.init(String(text.dropFirst())) } else { self.init(verbatim: text) }
    }
}

extension Text.Argument: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    /// A number, as it stands in code.
    public init(integerLiteral value: Int) { self = .number(value) }
    /// A text, as it stands in code.
    public init(stringLiteral value: String) { self = .text(value) }
}
