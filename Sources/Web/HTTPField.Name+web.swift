import HTTPTypes

extension HTTPField.Name {
    /// The library's own `host` is shut, in favour of its `authority`; ours is a field among others.
    static let hostField = make("Host")
    static let forwarded = make("Forwarded")
    static let xForwardedFor = make("X-Forwarded-For")
    static let xForwardedProto = make("X-Forwarded-Proto")
    static let xForwardedHost = make("X-Forwarded-Host")
    static let xRequestID = make("X-Request-ID")
    static let traceparent = make("traceparent")
    static let tracestate = make("tracestate")
    static let csrfToken = make("X-CSRF-Token")
    static let csrfTokenAsFlaskHasIt = make("X-CSRFToken")
    static let secFetchSite = make("Sec-Fetch-Site")
    static let lastEventID = make("Last-Event-ID")
    static let xAccelBuffering = make("X-Accel-Buffering")
    static let serverTiming = make("Server-Timing")
    static let referrerPolicy = make("Referrer-Policy")
    static let permissionsPolicy = make("Permissions-Policy")
    static let crossOriginOpenerPolicy = make("Cross-Origin-Opener-Policy")

    /// A name from a literal of this file: each is a token, so there always is one.
    private static func make(_ name: String) -> HTTPField.Name {
        guard let made = HTTPField.Name(name) else { preconditionFailure("\(name) is no field name") }
        return made
    }
}
