/// What the settings say about a site's languages.
public struct LanguageSettings: Sendable, Hashable {
    /// The tag of the language of those who ask for none of the others; its texts also stand in for those that others lack.
    public var `default`: String
    /// The tags of the languages that visitors may have; `nil`: all that there are files of.
    public var offered: [String]?

    /// English first, and all that there are files of.
    public init(default: String = "en", offered: [String]? = nil) {
        self.default = `default`
        self.offered = offered
    }

    /// Whether `text` may be a language's tag (RFC 5646): `de`, `pt-BR`.
    public static func isTag(_ text: String) -> Bool { LanguageFile.isTag(text) }
}
