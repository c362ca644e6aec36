// Web: from a request to a page. Router, guards, sessions, CSRF, templates, static files, error pages.

public import Database
public import HTTP
public import Logging
public import Secrets

/// A site as it is put together: routes, middleware, what every page knows. A value; ``makeHandler(_:)`` freezes it.
public struct Site: Sendable {
    public var router = Router()
    public var middleware: [Middleware] = []
    /// Variables for every page, asked once per rendered page, in order; later ones win.
    public var pageVariables: [@Sendable (Context) async throws -> [String: any Sendable]] = []

    public init() {}

    /// Compiles routes and templates. Throws, with file and line, where a template is wrong or a page's template is missing.
    public func makeHandler(_ environment: SiteEnvironment) throws -> Handler { fatalError() }
}

/// What a running site stands on.
public struct SiteEnvironment: Sendable {
    public var mode: Mode
    public var keys: SecretKeys
    public var database: any DatabaseEngine
    public var templates: String
    public var publicFiles: String
    public var appName: String
    public var logger: Logger
    /// Seconds since 1970, for what has an age; tests set it.
    public var now: @Sendable () -> Double

    public enum Mode: Sendable { case development, production }

    public init(
        mode: Mode, keys: SecretKeys, database: any DatabaseEngine, templates: String, publicFiles: String, appName: String,
        logger: Logger, now: @escaping @Sendable () -> Double
    ) {
        self.mode = mode
        self.keys = keys
        self.database = database
        self.templates = templates
        self.publicFiles = publicFiles
        self.appName = appName
        self.logger = logger
        self.now = now
    }
}
