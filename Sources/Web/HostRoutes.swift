import HTTPTypes

/// The routes of a site, by the host that a request means.
struct HostRoutes: Sendable {
    /// Those of every host.
    let common: RouteTrie
    private let hosts: [String: RouteTrie]

    init(_ routes: [Route]) throws(RouteError) {
        let shared = routes.filter { $0.host == nil }
        common = try RouteTrie(shared)
        var hosts: [String: RouteTrie] = [:]
        for host in Set(routes.compactMap(\.host)) {
            let own = routes.filter { $0.host == host }
            let shapes = Set(own.map(Self.shape))
            hosts[host] = try RouteTrie(own + shared.filter { !shapes.contains(Self.shape($0)) })
        }
        self.hosts = hosts
    }

    /// - Parameter host: as the request names it, with its port where it does.
    func routes(at host: String?) -> RouteTrie {
        guard !hosts.isEmpty, let host = host?.lowercased() else { return common }
        return hosts[Host.name(of: host)] ?? common
    }

    /// What two routes must not have in common: the method, and the pattern whatever its parameters are called.
    private static func shape(_ route: Route) -> String {
        let segments = route.pattern.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            segment.first == ":" || segment.first == "*" ? String(segment.prefix(1)) : String(segment)
        }
        return route.method.rawValue + " " + segments.joined(separator: "/")
    }
}
