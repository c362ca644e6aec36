import Blocking
import HTTP
import HTTPTypes
import Logging
import Secrets
import Synchronization

/// A site that runs: frozen routes, compiled templates, and the way of a request through them.
///
///     request → host, path and query checked → static file, or:
///       middleware → CSRF → guard and handler → answer → cookies and headers → access log
final class RunningSite: Sendable {
    let environment: SiteEnvironment
    let templates: Templates
    let pageVariables: [@Sendable (Context) async throws -> [String: any Sendable]]
    let templateHelpers: [String: @Sendable (String) -> String]
    let sessionCookie: SessionCookie
    private let securityFields: (plain: [HTTPField], secure: [HTTPField])
    let staticFiles: StaticFiles
    let routes: HostRoutes
    private let api: APIDocument
    private let apiBytes = Mutex<[UInt8]?>(nil)
    private let compression: Compression
    private let middleware: [Middleware]
    private let clock = ContinuousClock()

    /// - Parameter refresh: how often, at most, edited templates and public files are looked for.
    init(_ site: Site, _ environment: SiteEnvironment, refresh: Duration = .milliseconds(250)) throws {
        self.environment = environment
        if environment.mode == .development { ThrowWatch.start() }
        let files = BlockingQueue(label: "web.files", width: 2)
        routes = try HostRoutes(site.router.routes)
        api = APIDocument(
            title: environment.appName, version: site.apiVersion, baseURL: environment.baseURL, routes: site.router.routes)
        compression = Compression(queue: files)
        templates = try Templates(
            folder: environment.templates, builtIn: site.builtInTemplates,
            languages: environment.languages, builtInLanguages: site.builtInLanguages,
            isReloading: environment.mode == .development, refresh: refresh, queue: files)
        for warning in templates.languages.warnings { environment.logger.warning("\(warning)") }
        try Self.check(site, templates, environment.logger)
        staticFiles = StaticFiles(
            folder: environment.publicFiles, builtIn: site.builtInPublicFiles, isDevelopment: environment.mode == .development,
            refresh: refresh, queue: files)
        pageVariables = site.pageVariables
        templateHelpers = site.templateHelpers
        middleware = site.middleware
        securityFields = (site.securityHeaders.fields(isSecure: false), site.securityHeaders.fields(isSecure: true))
        sessionCookie = SessionCookie(keys: environment.keys, lifetime: environment.sessionLifetime)
    }

    /// Pages whose template is missing, or names what they do not have, stop the start. Those that can't be checked are told.
    private static func check(_ site: Site, _ templates: Templates, _ logger: Logger) throws {
        try templates.require(site.requiredTemplates)
        try templates.require(site.namedPages)
        let known = site.pageVariableNames.union(site.templateHelpers.keys)
        try templates.check(site.examples, known: known)
        let unchecked = try templates.check(site.namedPages, site.examples, known: known)
        guard !unchecked.isEmpty else { return }
        let places = unchecked.map { "\($0.template) (\($0.file):\($0.line))" }.joined(separator: ", ")
        logger.notice(
            "not checked, since their variables are no literal dictionary: \(places). Give an example of each: app.example(Page(…))"
        )
    }

    /// What stands at `/openapi.json`: made when it is first asked for, a start needs none.
    var apiDocument: [UInt8] {
        apiBytes.withLock { made in
            let bytes = made ?? api.json.bytes
            made = bytes
            return bytes
        }
    }

    /// The whole way of a request. Never throws: whatever goes wrong becomes an answer.
    func respond(to request: Request) async -> Response {
        let started = clock.now
        let origin = ClientOrigin(request, trusting: environment.trustedProxies)
        let requestID = RequestID.of(request, isBehindProxy: origin.isBehindProxy)
        let trace = TraceContext(request.headers)
        let route = resolve(request, origin)
        var response: Response
        if case .none = route.step, let file = await staticFiles.response(to: request) {
            response = file
        } else {
            if templates.isReloading { await templates.refresh() }
            let context = Context(request, site: self, origin: origin, requestID: requestID, trace: trace, target: route.target)
            response = await answer(context, route.step)
            finish(&response, context)
            ServerTiming.add(to: &response, context, total: clock.now - started)
            if compression.mayApply(to: response, of: request, on: route.target.route) {
                await compression.apply(to: &response, of: request, on: route.target.route)
            }
        }
        addFields(to: &response.headers, isSecure: origin.isSecure, requestID: requestID)
        let duration = clock.now - started
        if let level = AccessLog.level(of: route.target.route, duration, slow: environment.slowRequest, environment.logger) {
            AccessLog(
                request: request, response: response, route: route.target.route, client: origin.address, requestID: requestID,
                trace: trace, duration: duration
            ).write(to: environment.logger, level)
        }
        note(response, duration, route.target.route?.route)
        return response
    }

    /// Counts answers of routes: files and probes would hide how long pages take.
    private func note(_ response: Response, _ duration: Duration, _ route: Route?) {
        guard let route, !route.options.contains(.quiet) else { return }
        let now = environment.now()
        environment.figures.note(duration, at: now)
        if response.status.kind == .serverError { environment.figures.count(SiteFigures.failedAnswers, at: now) }
    }

    /// What stands on every answer; what a handler said itself stays.
    private func addFields(to fields: inout HTTPFields, isSecure: Bool, requestID: String) {
        let security = isSecure ? securityFields.secure : securityFields.plain
        // All at once: to append one by one costs a search and a move each.
        let own = HTTPField(name: .xRequestID, value: requestID)
        fields.removeAll { $0.name == .xRequestID }
        let missing = fields.contains(anyOf: security) ? security.filter { !fields.contains($0.name) } : security
        fields.replaceSubrange(fields.endIndex..., with: missing + [own])
    }

    /// What is to be done for a request.
    enum Step: Sendable {
        case run(RoutedRoute)
        indirect case answer(Response)
        indirect case fail(HTTPError)
        /// No route: perhaps a static file.
        case none
    }

    private func answer(_ context: Context, _ step: Step) async -> Response {
        do {
            return try await middleware.isEmpty ? perform(step, context) : throughMiddleware(context, step)
        } catch {
            return await ErrorAnswer.response(to: error, context)
        }
    }

    private func throughMiddleware(_ context: Context, _ step: Step) async throws -> Response {
        let last: @Sendable (Context) async throws -> Response = { context in
            do {
                return try await self.perform(step, context)
            } catch {
                return await ErrorAnswer.response(to: error, context)
            }
        }
        let chain = middleware.reversed().reduce(last) { next, layer in { try await layer($0, next) } }
        return try await chain(context)
    }

    private func perform(_ step: Step, _ context: Context) async throws -> Response {
        switch step {
        case .answer(let response): return response
        case .fail(let error): throw error
        case .none: throw HTTPError(.notFound)
        case .run(let routed):
            if !middleware.isEmpty { context.notes?.reached("\(middleware.count) middleware") }
            if !routed.options.contains(.stateless) {
                try await CSRFCheck.run(context)
                context.notes?.reached("CSRF check")
            }
            return try await routed.route.handler(context).response(in: context)
        }
    }
}
