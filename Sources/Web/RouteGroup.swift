/// Routes under a common prefix: what an admin side or another mounted part of a site is made of.
public struct RouteGroup: RouteBuilder, Sendable {
    /// `/admin`; without a slash at the end.
    public let prefix: String
    /// With their full patterns.
    public private(set) var routes: [Route] = []

    /// An empty group; a part that is made elsewhere can be added with `for route in group.routes { site.add(route) }`.
    public init(prefix: String) {
        self.prefix = prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix
    }

    /// Adds a route under the prefix; its pattern `/` is the prefix itself.
    public mutating func add(_ route: Route) {
        var route = route
        route.pattern = route.pattern == "/" && !prefix.isEmpty ? prefix : prefix + route.pattern
        routes.append(route)
    }
}
