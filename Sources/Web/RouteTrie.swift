import HTTPTypes

/// The routes of a site as a tree of segments: looking a path up costs its length, whatever the number of routes.
///
/// A literal segment wins over a parameter, a parameter over the rest of the path; where the winner has no route for the method,
/// the next is tried.
struct RouteTrie: Sendable {
    /// What a path and a method lead to.
    enum Match: Sendable {
        case route(RoutedRoute, values: [String])
        /// The path is known, the method is not.
        case otherMethods(Set<String>)
        case none
    }

    private final class Node: Sendable {
        let literals: [String: Node]
        let parameter: Node?
        let here: [String: RoutedRoute]
        let rest: [String: RoutedRoute]

        init(_ draft: Draft) {
            literals = draft.literals.mapValues { Node($0) }
            parameter = draft.parameter.map { Node($0) }
            here = draft.here
            rest = draft.rest
        }
    }

    private final class Draft {
        var literals: [String: Draft] = [:]
        var parameter: Draft?
        var here: [String: RoutedRoute] = [:]
        var rest: [String: RoutedRoute] = [:]
    }

    private let root: Node
    /// Every method that some route has.
    let methods: Set<String>

    init(_ routes: [Route]) throws(RouteError) {
        let root = Draft()
        for route in routes { try Self.insert(route, into: root) }
        self.root = Node(root)
        methods = Set(routes.map(\.method.rawValue))
    }

    private static func insert(_ route: Route, into root: Draft) throws(RouteError) {
        let pattern = try RoutePattern(route.pattern, at: route.place)
        let routed = RoutedRoute(route: route, names: pattern.names)
        var draft = root
        for segment in pattern.segments {
            switch segment {
            case .literal(let text):
                let next = draft.literals[text] ?? Draft()
                draft.literals[text] = next
                draft = next
            case .parameter:
                let next = draft.parameter ?? Draft()
                draft.parameter = next
                draft = next
            case .rest:
                try put(routed, in: &draft.rest)
                return
            }
        }
        try put(routed, in: &draft.here)
    }

    private static func put(_ route: RoutedRoute, in table: inout [String: RoutedRoute]) throws(RouteError) {
        let method = route.route.method.rawValue
        if let other = table[method]?.route {
            throw .conflict(
                method: method, other.pattern, route.route.pattern, places: [other.place, route.route.place])
        }
        table[method] = route
    }

    /// - Parameter method: `HEAD` falls back to `GET`.
    func match(_ method: HTTPRequest.Method, _ segments: [String]) -> Match {
        var walk = Walk(method: method.rawValue, segments: segments)
        if let route = walk.find(from: root, at: 0) { return .route(route, values: walk.values) }
        return walk.others.isEmpty ? .none : .otherMethods(walk.others)
    }

    private struct Walk {
        let method: String
        let segments: [String]
        var values: [String] = []
        var others: Set<String> = []

        mutating func find(from node: Node, at index: Int) -> RoutedRoute? {
            if index == segments.count { return pick(node.here) }
            if let next = node.literals[segments[index]], let route = find(from: next, at: index + 1) { return route }
            if let next = node.parameter {
                values.append(segments[index])
                if let route = find(from: next, at: index + 1) { return route }
                values.removeLast()
            }
            guard let route = pick(node.rest) else { return nil }
            values.append(segments[index...].joined(separator: "/"))
            return route
        }

        private mutating func pick(_ table: [String: RoutedRoute]) -> RoutedRoute? {
            if let route = table[method] ?? (method == "HEAD" ? table["GET"] : nil) { return route }
            others.formUnion(table.keys)
            return nil
        }
    }
}

/// A route and the names of its parameters, in the order of their values. One object for all requests: a route has a dozen parts.
final class RoutedRoute: Sendable {
    let route: Route
    let names: [String]

    init(route: Route, names: [String]) {
        self.route = route
        self.names = names
    }

    var options: Route.Options { route.options }
}
