import HTTP
import Mustache

/// What the outermost level of a template sees: the page's variables, then the site's, then what every page has.
///
/// `{{#asset}}/style.css{{/asset}}` becomes a path that browsers may keep for a year, new whenever the file is.
/// `csrf_token` and `flashes` are made when the template asks for them, and only then: a page without a form starts no session.
final class PageScope: MustacheParent {
    private let variables: [String: any Sendable]
    private let context: Context
    private var flashes: [[String: String]]?
    /// Variables that were asked for, as templates see them; `nil` for what holds nothing.
    private var seen: [String: Any?] = [:]

    init(_ variables: [String: any Sendable], _ context: Context) {
        self.variables = variables
        self.context = context
    }

    func child(named name: String) -> Any? {
        if let value = variables[name] { return shown(value, name) }
        switch name {
        case "asset": return MustacheLambda { [context] path in context.site.staticFiles.versioned(path) }
        case "app_name": return context.environment.appName
        case "csrf_token": return context.csrfToken
        case "flashes": return waitingTexts()
        case "path": return String(context.request.path)
        case "request_id": return context.requestID
        case "year": return String(Calendar.year(at: context.environment.now()))
        default: return nil
        }
    }

    private func waitingTexts() -> [[String: String]] {
        let texts = flashes ?? context.takeFlashes().map { ["text": $0.text, "category": $0.category.rawValue] }
        flashes = texts
        return texts
    }

    private func shown(_ value: any Sendable, _ name: String) -> Any? {
        if let known = seen[name] { return known }
        let shown = held(in: value).map(ReflectedValue.wrapping)
        seen[name] = .some(shown)
        return shown
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
