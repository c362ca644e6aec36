import HTTP

/// What the outermost level of a template sees: the page's variables, then the site's, then what every page has.
///
/// `{{#asset}}/style.css{{/asset}}` becomes a path that browsers may keep for a year, new whenever the file is.
/// `csrf_token` and `flashes` are made when the template asks for them, and only then: a page without a form starts no session.
final class PageScope: MustacheObject {
    private let variables: NumberedVariables
    private let context: Context
    private let language: Language
    /// What was asked for, as templates see it.
    private var seen = SeenParts(capacity: 32)

    /// - Parameter variables: the page's, then the site's from the last provider to the first: the first that has a name wins.
    init(_ variables: [[String: any Sendable]], _ context: Context, _ language: Language) {
        self.variables = NumberedVariables(variables)
        self.language = language
        self.context = context
    }

    var text: String { "" }

    func part(_ word: MustacheWord) -> MustacheValue? {
        if let known = seen[word] { return known }
        let value = variables[word].map(MustacheValue.init) ?? helper(word.text) ?? common(word.text)
        seen.keep(value, of: word)
        return value
    }

    private func helper(_ name: String) -> MustacheValue? { context.site.templateHelpers[name].map(MustacheValue.function) }

    /// What every page has.
    private func common(_ name: String) -> MustacheValue? {
        switch name {
        case "asset": .function { [context] path in context.site.staticFiles.versioned(path) }
        case "app_name": .text(context.environment.appName)
        case "csrf_token": .text(context.csrfToken)
        case "flashes": .list(context.takeFlashes().map { ["text": $0.text, "category": $0.category.rawValue] })
        case "language": .text(language.tag)
        case "text_direction": .text(language.direction)
        case "path": .text(String(context.request.path))
        case "request_id": .text(context.requestID)
        case "year": .text(String(Calendar.year(at: context.environment.now())))
        default: nil
        }
    }
}

private enum Calendar {
    /// The year in UTC (Gregorian), of seconds since 1970.
    static func year(at seconds: Double) -> Int {
        // Days since 0000-03-01, in eras of 400 years.
        let days = Int((seconds / 86_400).rounded(.down)) + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let day = days - era * 146_097
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        return era * 400 + year + (dayOfYear >= 306 ? 1 : 0)
    }
}
