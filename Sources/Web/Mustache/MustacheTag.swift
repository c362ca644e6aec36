/// A tag of a template, `{{#section}}`, as it was found; what stands between tags is text.
struct MustacheTag: Hashable {
    enum Kind: Hashable {
        /// `{{name}}`, escaped.
        case value
        /// `{{{name}}}` and `{{&name}}`, as it is.
        case rawValue
        case section, inverted, end
        case partial, parent, block
        case comment, delimiters
        /// `{{%NAME: value}}`.
        case pragma
    }

    var kind: Kind
    var name: String
    /// Where it stands in the source, delimiters included.
    var range: Range<Int>
    /// From 1.
    var line: Int
    /// In bytes, from 1.
    var column: Int
    /// Blanks before a tag that stands alone on its line: they and the line's end are not part of the text around it.
    var indent: [UInt8] = []

    /// Whether it leaves nothing behind where it stands alone on a line.
    var mayStandAlone: Bool { kind != .value && kind != .rawValue }

    /// Whether it belongs to an inherited template.
    var isOfInheritance: Bool { kind == .parent || kind == .block || kind == .end }
}
