/// A mistake in a site's routes. All but the last are found when the site starts.
public enum RouteError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A pattern that is not `/segment/:name/*rest`, what is wrong with it, and where the program makes the route.
    case badPattern(String, String, place: String)
    /// Two routes for the same requests, by their patterns, and where the program makes them.
    case conflict(method: String, String, String, places: [String])
    /// A handler asks for a parameter that its pattern does not have; `pattern` is what it has.
    case noSuchParameter(String, pattern: [String])

    /// The mistake in a sentence, with the patterns as they were written and their places.
    public var description: String {
        switch self {
        case .badPattern(let pattern, let what, let place): "\(place): the route \(pattern) \(what)"
        case .conflict(let method, let first, let second, let places):
            (first == second
                ? "\(method) \(first) is routed twice" : "\(method) \(first) and \(method) \(second) match the same requests")
                + ", at \(places.joined(separator: " and "))"
        case .noSuchParameter(let name, let names):
            "the handler asks for the path parameter \(name), but its route has \(names.isEmpty ? "none" : names.joined(separator: ", "))"
        }
    }
}
