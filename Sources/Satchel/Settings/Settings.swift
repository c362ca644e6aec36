public import Lambda
public import Logging
public import Web

/// Every choice that a running site has, with its default, from the environment first and then from the file `.env`.
///
/// Reading never fails: what is wrong is gathered in ``problems`` and told when the program needs the settings, so that
/// `--help` works whatever stands there. Secrets are never printed.
public struct Settings: Sendable {
    /// `SATCHEL_ENV`: `development` (edited templates show at once, errors are told in full) or `production`.
    public var mode = SiteEnvironment.Mode.development
    /// `USER_APP_NAME`: shown in titles and headers.
    public var appName = "Satchel"
    /// `HOST`: the address to listen on; `0.0.0.0` and `::` are all of them. A path (`/run/site.sock`) is a Unix socket.
    public var host = "127.0.0.1"
    /// `PORT`; 0 takes a free one.
    public var port = 5000
    /// `DATABASE_URL`
    public var database = DatabaseURL.sqlite(path: "quickstart_app.sqlite")
    /// `SECRET_KEY`: one or several (newest first) separated by commas. Empty where it is not set.
    public var secretKeys: [String] = []
    /// `LOG_LEVEL`: trace, debug, info, notice, warning, error or critical.
    public var logLevel = Logger.Level.info
    /// `LOG_FORMAT`: text or json.
    public var logFormat = LogFormat.text
    /// `SATCHEL_TEMPLATES`: the folder of the templates, where it is not found by itself.
    public var templates: String?
    /// `SATCHEL_PUBLIC`: the folder of the static files, where it is not found by itself.
    public var publicFiles: String?
    /// `SATCHEL_LANGUAGE` and `SATCHEL_LANGUAGES`: the language of visitors who ask for none of the site's, and those that it speaks.
    public var languages = LanguageSettings()
    /// `TRUSTED_PROXIES`: addresses and ranges (and `unix` for Unix sockets) whose `X-Forwarded-…` fields are believed.
    public var trustedProxies = TrustedProxies()
    /// `PROXY_PROTOCOL`: whether connections from `TRUSTED_PROXIES` begin with a header of the PROXY protocol, version 2.
    public var proxyProtocol = false
    /// `ALLOWED_HOSTS`: the host names that the site answers to; empty: any.
    public var allowedHosts: [String] = []
    /// `BASE_URL`: `https://example.org`, where links that leave the site begin.
    public var baseURL: String?
    /// `TLS_CERT`: PEM files, each a certificate with its chain, separated by commas. Empty: the site speaks plain HTTP.
    public var tlsCertificates: [String] = []
    /// `TLS_KEY`: the PEM files of their keys, in the same order.
    public var tlsKeys: [String] = []
    /// `TLS_REDIRECT_PORT`: a port of plain HTTP whose visitors are sent to `https`.
    public var tlsRedirectPort: Int?
    /// `MAIL_…`: the server that sends the site's mails.
    public var mail = MailSettings()

    /// `SATCHEL_SLOW_REQUEST`: seconds after which a request's line in the log is a warning; `nil` for 0: never.
    public var slowRequest: Duration? = .seconds(1)
    /// `SATCHEL_METRICS`: the addresses and ranges that may read `/metrics`, or `off`; this machine by default.
    public var metricsReaders = ["127.0.0.0/8", "::1"].compactMap(AddressRange.init)
    /// `SATCHEL_OPENAPI`: whether `/openapi.json` tells programs what the site's routes do.
    public var publishesAPI = true
    /// `AWS_LAMBDA_RUNTIME_API`: set by Lambda, and then its invocations are answered instead of a port; `nil` elsewhere, and where
    /// the Lambda Web Adapter is at work, which does that and speaks HTTP to us.
    public var lambdaAPI: String?
    /// `SATCHEL_INVOKE_MODE`: `buffered`, or `response_stream` for a Function URL that is set up so.
    public var invokeMode = LambdaRuntime.InvokeMode.buffered

    /// What is wrong with what was read.
    public internal(set) var problems: [SettingsProblem] = []

    /// The folder of `.env`, and of the relative paths above.
    public let directory: String
    /// All variables: the environment's, and below them those of `.env`.
    let variables: [String: String]

    /// The lines of `.env` whose variables count: the environment has none of these names.
    let linesOfFile: [String: Int]

    /// Notes what is wrong, with the line of `.env` where that says it.
    mutating func add(_ problem: SettingsProblem) {
        let name = String(problem.description.prefix { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) })
        guard let line = linesOfFile[name] else { return problems.append(problem) }
        problems.append(SettingsProblem("\(name) (.env:\(line))" + problem.description.dropFirst(name.count)))
    }

    /// The text of any setting, also of one that is the site's own; `nil` where it is not set.
    public func value(_ name: String) -> String? { variables[name] }
}

/// How log lines look.
public enum LogFormat: String, Sendable, CaseIterable {
    /// Lines for people.
    case text
    /// One JSON object a line.
    case json
}

/// One thing that is wrong with the settings, worded for the person who wrote them.
public struct SettingsProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, and what would be right.
    public let description: String
    init(_ description: String) { self.description = description }
}
