/// A mistake in a site's routes. All but the last are found when the site starts.
public enum RouteError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A pattern that is not `/segment/:name/*rest`, with what is wrong.
    case badPattern(String, String)
    /// Two routes for the same requests.
    case conflict(method: String, String, String)
    /// A handler asks for a parameter that its pattern does not have; `pattern` is what it has.
    case noSuchParameter(String, pattern: [String])

    /// The mistake in a sentence, with the patterns as they were written.
    public var description: String {
        switch self {
        case .badPattern(let pattern, let what): "the route \(pattern) \(what)"
        case .conflict(let method, let first, let second):
            first == second
                ? "\(method) \(first) is routed twice" : "\(method) \(first) and \(method) \(second) match the same requests"
        case .noSuchParameter(let name, let names):
            "the handler asks for the path parameter \(name), but its route has \(names.isEmpty ? "none" : names.joined(separator: ", "))"
        }
    }
}
