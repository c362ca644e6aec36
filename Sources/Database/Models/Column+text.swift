// Conditions on text. The case of letters counts, and no sign in the value has a meaning of its own.

extension Column where Kind: TextColumn {
    /// Whether it begins with `text`; `%` and `_` are characters like others.
    public func hasPrefix(_ text: String) -> Condition<Entity> { matches("", text, "%") }
    /// Whether it ends with `text`; `%` and `_` are characters like others.
    public func hasSuffix(_ text: String) -> Condition<Entity> { matches("%", text, "") }
    /// Whether `text` stands in it; `%` and `_` are characters like others.
    public func contains(_ text: String) -> Condition<Entity> { matches("%", text, "%") }

    /// `LIKE` of SQLite ignores the case of ASCII letters, its `GLOB` does not.
    private func matches(_ start: String, _ text: String, _ end: String) -> Condition<Entity> {
        Condition { (builder) throws(DatabaseError) in
            builder.append(try definition.quoted)
            guard builder.dialect != .sqlite else {
                builder.append(" GLOB ")
                return builder.bind(.text(start.globbing + TextPattern.glob(text) + end.globbing))
            }
            builder.append(" LIKE ")
            builder.bind(.text(start + TextPattern.like(text) + end))
            builder.append(" ESCAPE '!'")
        }
    }
}

/// A type whose column holds text: `String` and `String?`.
public protocol TextColumn: ValueConvertible {}
extension String: TextColumn {}
extension Optional: TextColumn where Wrapped: TextColumn {}

/// Text in a pattern that stands for itself.
enum TextPattern {
    static func like(_ text: String) -> String {
        escaped(text) { ["%", "_", "!"].contains($0) ? "!\($0)" : nil }
    }

    /// https://sqlite.org/lang_expr.html#the_like_glob_regexp_match_and_extract_operators
    static func glob(_ text: String) -> String {
        escaped(text) { ["*", "?", "["].contains($0) ? "[\($0)]" : nil }
    }

    private static func escaped(_ text: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let replacement = replacement(scalar) {
                escaped.append(contentsOf: replacement.unicodeScalars)
            } else {
                escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}

extension String {
    fileprivate var globbing: String { self == "%" ? "*" : self }
}
