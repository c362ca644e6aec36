/// A language's texts beside those of the site's default language: what is missing, what nobody asks for, what does not fit.
struct LanguageComparison {
    let tag: String
    /// Keys that it lacks.
    let missing: [String]
    /// Keys that the default language does not have.
    let unknown: [String]
    /// Keys whose placeholders are others.
    let different: [String]

    init(_ tag: String, _ own: [String: MessagePattern], with base: [String: MessagePattern]) {
        self.tag = tag
        missing = base.keys.filter { own[$0] == nil }.sorted()
        unknown = own.keys.filter { base[$0] == nil }.sorted()
        different = own.filter { key, text in base[key].map { $0.placeholders != text.placeholders } ?? false }.keys.sorted()
    }

    /// In words, for the log.
    var warnings: [String] {
        var warnings: [String] = []
        if !missing.isEmpty { warnings.append("languages/\(tag).txt lacks \(Self.list(missing)): another language stands in") }
        if !unknown.isEmpty { warnings.append("languages/\(tag).txt has \(Self.list(unknown)), which no other language has") }
        if !different.isEmpty {
            warnings.append("languages/\(tag).txt has other placeholders than the default language in \(Self.list(different))")
        }
        return warnings
    }

    private static func list(_ keys: [String]) -> String {
        let shown = keys.prefix(10).joined(separator: ", ")
        return keys.count > 10 ? "\(keys.count) texts (\(shown), …)" : shown
    }
}
