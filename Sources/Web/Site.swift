// Web: from a request to a page. Router, guards, sessions, CSRF, templates, static files, error pages.

public import HTTP

/// A site as it is put together: routes, middleware, what every page knows. A value; ``makeHandler(_:)`` freezes it.
public struct Site: RouteBuilder, Sendable {
    /// Where requests go.
    public var router = Router()
    /// Around every request but static files, outermost first.
    public var middleware: [Middleware] = []
    /// Variables for every page, asked once per rendered page, in order; later ones win.
    public var pageVariables: [@Sendable (Context) async throws -> [String: any Sendable]] = []
    /// What templates may call: gets what stands in its section, rendered and escaped, and gives the HTML in its place.
    ///
    ///     site.templateHelpers["shout"] = { $0.uppercased() }   // {{#shout}}{{name}}{{/shout}}
    public var templateHelpers: [String: @Sendable (String) -> String] = [:]
    /// Templates that come with the program, source by name; a file of the same name in the folder of templates wins.
    public var builtInTemplates: [String: String] = [:]
    /// Languages that come with the program, their texts by tag; what `languages/TAG.txt` in the folder of templates says wins, text by
    /// text.
    public var builtInLanguages: [String: String] = [:]
    /// Public files that come with the program, text by path (`style.css`); a file of the same path in the public folder wins.
    public var builtInPublicFiles: [String: String] = [:]
    /// Templates that pages of the site will name: one that is missing stops the start, not the first visitor.
    public var requiredTemplates: [String] = []
    /// The names of what ``pageVariables`` may give: the check of the examples knows them.
    public var pageVariableNames: Set<String> = []
    var examples: [PageExample] = []
    /// The pages that the site's source names, where it is at hand.
    package var namedPages: [NamedPage] = []
    /// The version that `/openapi.json` gives itself.
    public var apiVersion = "1"
    /// The security headers of every answer.
    public var securityHeaders = SecurityHeaders()

    /// A site that answers 404.
    public init() {}

    /// Adds a route to the router.
    public mutating func add(_ route: Route) { router.add(route) }

    /// What the largest of its own limits lets a form have, in bytes: 0 where the site's limits are all there is.
    package var largestForm: Int { router.routes.compactMap(\.formLimits?.uploadBytes).max() ?? 0 }

    /// Puts a route in the place of one that is there, with its method and pattern: what an account's page does is done the site's own
    /// way. It has the guard and the options that it brings. One that is not there is the program's mistake.
    ///
    ///     site.replace(Route(.get, "/user/register") { _ in Page("closed") })
    public mutating func replace(_ route: Route) {
        guard router.replace(route) else {
            preconditionFailure("\(route.place): \(route.method) \(route.pattern) is replaced, and there is no such route")
        }
    }

    /// Compiles routes and templates. Throws, with file and line, where a template is wrong or a template that it includes is
    /// missing, and ``RouteError`` where routes are wrong or conflict.
    public func makeHandler(_ environment: SiteEnvironment) throws -> Handler {
        let running = try RunningSite(self, environment)
        return { await running.respond(to: $0) }
    }
}
