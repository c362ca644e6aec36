public import Database
public import HTTP
import HTTPTypes
public import Logging
import Synchronization

/// One request, as a handler sees it.
public final class Context: Sendable {
    /// As it came.
    public let request: Request
    /// What the site stands on.
    public var environment: SiteEnvironment { site.environment }
    /// The database at this request's arrival: all reads of the request share one question to the store.
    public let database: RequestDatabase
    /// Goes out as `X-Request-ID` and into every log line of the request.
    public let requestID: String
    /// What the route's pattern took from the path.
    public var parameters: PathParameters { target.parameters }
    /// The query's parameters, decoded.
    public var query: Form { target.query }

    let site: RunningSite
    let origin: ClientOrigin
    let target: RequestTarget
    let state = Mutex(ContextState())
    private let givenTrace: TraceContext?
    /// In development alone.
    let notes: RequestNotes?

    init(
        _ request: Request, site: RunningSite, origin: ClientOrigin, requestID: String, trace: TraceContext?,
        target: RequestTarget
    ) {
        self.request = request
        self.site = site
        self.origin = origin
        self.requestID = requestID
        givenTrace = trace
        self.target = target
        let isDevelopment = site.environment.mode == .development
        notes = isDevelopment ? RequestNotes() : nil
        database = RequestDatabase(site.environment.database, counting: isDevelopment ? DatabaseTimes() : nil)
    }

    /// The site's logger with this request's id.
    public var logger: Logger {
        var logger = environment.logger
        logger[metadataKey: "request_id"] = "\(requestID)"
        if let givenTrace { logger[metadataKey: "trace_id"] = "\(givenTrace.traceID)" }
        if let notes { logger.handler = NotingLogHandler(base: logger.handler, notes: notes) }
        return logger
    }

    /// The trace that this request belongs to, for the requests that it makes elsewhere: the caller's, or one that begins here.
    public var trace: TraceContext {
        if let givenTrace { return givenTrace }
        return state.withLock { state in
            let trace = state.trace ?? TraceContext()
            state.trace = trace
            return trace
        }
    }

    /// The route that matched; `nil` while an error page is made for a path without one.
    public var route: Route? { target.route?.route }

    /// Where the client is; from the connection, or from a proxy that is trusted.
    public var clientAddress: String { origin.address }
    /// Whether the client speaks TLS, to us or to a proxy that is trusted.
    public var isSecure: Bool { origin.isSecure }
    /// The host that the client meant, with its port where it gave one. Well-formed, and one of `allowedHosts` where there are
    /// any; but a client may write what it likes: links that leave the site are made by ``absoluteURL(_:)``.
    public var host: String? { origin.host }

    /// A value kept for the rest of this request (the signed-in user, say).
    public subscript<Key: ContextKey>(key: Key.Type) -> Key.Value? {
        get { state.withLock { $0.values[ObjectIdentifier(key)] as? Key.Value } }
        set { state.withLock { $0.values[ObjectIdentifier(key)] = newValue } }
    }

    /// Sends a cookie with the answer, whatever the answer will be.
    public func setCookie(_ cookie: SetCookie) {
        state.withLock { $0.cookies.append(cookie) }
    }

    /// The first cookie of a name that came with the request; `nil` where none did.
    public func cookie(_ name: String) -> String? {
        Cookie.parse(request.headers[values: .cookie]).first { $0.name == name }?.value
    }
}
