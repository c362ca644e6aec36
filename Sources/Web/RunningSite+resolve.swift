import HTTP
import HTTPTypes

extension RunningSite {
    /// Finds out what a request means, before anything of the site's own runs.
    func resolve(_ request: Request, _ origin: ClientOrigin) -> (step: Step, target: RequestTarget) {
        var target = RequestTarget()
        guard origin.host.map(Host.isWellFormed) ?? true else {
            return (.fail(HTTPError(.badRequest, "The host is not well-formed.")), target)
        }
        if request.target == "*" { return (.answer(Self.options(routes.common.methods)), target) }
        switch RequestPath(request.path) {
        case .broken: return (.fail(HTTPError(.badRequest, "The address is not well-formed.")), target)
        case .ambiguous: return (.fail(HTTPError(.notFound)), target)
        case .segments(let segments, let hasTrailingSlash):
            do {
                target.query = try FormReading.query(request.query, environment.formLimits)
            } catch {
                return (.fail(HTTPError(.badRequest, "The query of the address is not well-formed.")), target)
            }
            let match = routes.routes(at: origin.host).match(request.method, segments)
            guard answers(origin, match) else { return (.fail(HTTPError(.misdirectedRequest)), target) }
            if hasTrailingSlash { return (withoutSlash(request, match), target) }
            return (step(for: match, request, &target), target)
        }
    }

    private func step(for match: RouteTrie.Match, _ request: Request, _ target: inout RequestTarget) -> Step {
        switch match {
        case .route(let routed, let values):
            target.route = routed
            target.parameters = PathParameters(names: routed.names, values: values)
            return .run(routed)
        case .otherMethods(let methods):
            if request.method == .options { return .answer(Self.options(methods)) }
            return .fail(HTTPError(.methodNotAllowed, headers: [.allow: Self.allow(methods)]))
        case .none:
            return .none
        }
    }

    /// One page, one address: `/members/` leads to `/members` where that is a page to read, and is unknown otherwise.
    private func withoutSlash(_ request: Request, _ match: RouteTrie.Match) -> Step {
        let path = String(request.path.dropLast())
        guard case .route = match, request.method == .get || request.method == .head, isLocalRedirectTarget(path) else {
            return .fail(HTTPError(.notFound))
        }
        let location = request.query.map { "\(path)?\($0)" } ?? path
        return .answer(Response(status: .permanentRedirect, headers: [.location: Redirect.headerSafe(location)]))
    }

    /// Whether the host that was meant is one of ours.
    private func answers(_ origin: ClientOrigin, _ match: RouteTrie.Match) -> Bool {
        let allowed = environment.allowedHosts
        guard !allowed.isEmpty, let host = origin.host?.lowercased() else { return true }
        if case .route(let routed, _) = match, routed.route.options.contains(.anyHost) { return true }
        return allowed.contains { $0.lowercased() == host }
    }

    private static func options(_ methods: Set<String>) -> Response {
        Response(status: .noContent, headers: [.allow: allow(methods)])
    }

    static func allow(_ methods: Set<String>) -> String {
        var methods = methods.union(["OPTIONS"])
        if methods.contains("GET") { methods.insert("HEAD") }
        return methods.sorted().joined(separator: ", ")
    }
}
