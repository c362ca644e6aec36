import HTTPTypes

/// Where requests go. Patterns: `/posts/:id`, and `*name` at the end for the rest of the path.
///
/// Paths are told apart by their bytes: `/Members` is not `/members`. A path with an empty, `.` or `..` segment, or with an
/// encoded slash, matches nothing, so that no guarded page has a second spelling. `/members/` redirects to `/members`.
public struct Router: RouteBuilder, Sendable {
    /// In the order in which they were added.
    public private(set) var routes: [Route] = []

    /// A router without routes.
    public init() {}

    /// Says what a route does; false where there is no such route.
    mutating func describe(_ method: HTTPRequest.Method, _ pattern: String, _ operation: Operation) -> Bool {
        guard let index = routes.firstIndex(where: { $0.method == method && $0.pattern == pattern }) else { return false }
        routes[index].operation = operation
        return true
    }

    /// Puts a route in the place of that with its method, pattern and host; false where there is none.
    mutating func replace(_ route: Route) -> Bool {
        guard
            let index = routes.firstIndex(where: {
                $0.method == route.method && $0.pattern == route.pattern && $0.host == route.host
            })
        else { return false }
        var route = route
        route.name = route.name ?? routes[index].name
        routes[index] = route
        return true
    }

    /// Two routes with the same method and shape are the program's mistake: it stops at the start, naming both.
    public mutating func add(_ route: Route) { routes.append(route) }
}
