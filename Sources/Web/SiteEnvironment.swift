public import Database
public import Logging
public import Secrets

/// What a running site stands on.
public struct SiteEnvironment: Sendable {
    /// Whether errors are explained to the visitor and edited templates show at once (development), or neither (production).
    public var mode: Mode
    /// Seal the session cookie.
    public var keys: SecretKeys
    /// What handlers read and write.
    public var database: any DatabaseEngine
    /// The folder of templates.
    public var templates: String
    /// The folder of files that anybody may fetch; it need not be there.
    public var publicFiles: String
    /// Shown on pages as `app_name`.
    public var appName: String
    /// Every request's line, and its errors.
    public var logger: Logger
    /// Seconds since 1970, for what has an age; tests set it.
    public var now: @Sendable () -> Double

    /// Whose `X-Forwarded-…` or `Forwarded` fields are believed; nobody's by default.
    public var trustedProxies = TrustedProxies()
    /// Host names (with port, where it is not the scheme's own) that the site answers to; empty: any well-formed one.
    public var allowedHosts: [String] = []
    /// `https://example.org`, without a slash at the end: what links in mails begin with.
    public var baseURL: String?
    /// From this long on a request is a slow one: its line in the log is a warning. `nil`: none is.
    public var slowRequest: Duration? = .seconds(1)
    /// What this process has done lately.
    public var figures = SiteFigures()
    /// Whether the database lies in a bucket, whose calls ``figures`` count.
    public var isInBucket = false
    /// Which languages the site speaks.
    public var languages = LanguageSettings()
    /// How much of a form is read.
    public var formLimits = FormLimits()
    /// Seconds after which a session cookie counts for nothing, however much it was used: 30 days.
    public var sessionLifetime: Double = 30 * 86_400
    /// Seconds that a page with a form may stay open: a day.
    public var csrfLifetime: Double = 86_400

    /// Who the visitors are: the people who build the site, or everybody.
    public enum Mode: Sendable {
        /// Errors are explained, edited templates show at once.
        case development
        /// Visitors learn nothing of what is inside.
        case production
    }

    /// What has no default; the rest can be set afterwards.
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
