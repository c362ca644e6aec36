import HTTP
import Synchronization

/// Which of a site's languages a visitor gets by `Accept-Language`: by lookup (RFC 9110 section 12.5.4, RFC 4647 section 3.4).
/// Each range, the most wanted first, is cut from its end until a language of the site is left; `*` and nothing at all mean the
/// default. Answers are remembered: browsers send a few different fields, and a page should not read one anew each time.
final class LanguageNegotiation: Sendable {
    let languages: Languages
    private let known = Mutex<[String: Language]>([:])

    /// Enough for what browsers send; who sends more different fields than that is read each time.
    private static let limit = 256
    private static let longest = 512

    init(_ languages: Languages) { self.languages = languages }

    func language(for field: String?) -> Language {
        guard languages.all.count > 1, let field, !field.isEmpty, field.utf8.count <= Self.longest else {
            return languages.default
        }
        if let language = known.withLock({ $0[field] }) { return language }
        let language = lookUp(field) ?? languages.default
        known.withLock { if $0.count < Self.limit { $0[field] = language } }
        return language
    }

    private func lookUp(_ field: String) -> Language? {
        // Of equal quality the earlier one, as the sort of the standard library does not promise.
        let wanted = Preferences(field).items.enumerated().filter { $0.element.quality > 0 }
            .sorted { ($1.element.quality, $0.offset) < ($0.element.quality, $1.offset) }
        for (_, range) in wanted {
            if range.value == "*" { return nil }
            if let language = lookUp(range: range.value) { return language }
        }
        return nil
    }

    private func lookUp(range: String) -> Language? {
        var parts = range.split(separator: "-")
        while !parts.isEmpty {
            if let language = languages[parts.joined(separator: "-")] { return language }
            parts.removeLast()
            // A single letter introduces what follows it, and goes along with it.
            if parts.last?.count == 1 { parts.removeLast() }
        }
        return nil
    }
}
