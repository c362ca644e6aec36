import HTTPTypes

/// The headers that make a browser careful, on every answer. What a handler sets itself stays.
public struct SecurityHeaders: Sendable, Hashable {
    /// Nothing from elsewhere, no inline script or style, no plug-ins, no frames around us.
    public var contentSecurityPolicy =
        "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    /// Other sites learn nothing about our addresses.
    public var referrerPolicy = "same-origin"
    /// Features that a site of forms and pages has no use for.
    public var permissionsPolicy = "camera=(), geolocation=(), microphone=(), payment=()"
    /// Sent where the client spoke TLS: a year (RFC 6797).
    public var strictTransportSecurity = "max-age=31536000; includeSubDomains"

    /// The strict defaults.
    public init() {}

    /// The fields, made once for all answers.
    func fields(isSecure: Bool) -> [HTTPField] {
        let fields: [(HTTPField.Name, String)] = [
            (.contentSecurityPolicy, contentSecurityPolicy),
            (.xContentTypeOptions, "nosniff"),
            (.referrerPolicy, referrerPolicy),
            (.permissionsPolicy, permissionsPolicy),
            (.crossOriginOpenerPolicy, "same-origin"),
            (.strictTransportSecurity, isSecure ? strictTransportSecurity : ""),
        ]
        return fields.filter { !$0.1.isEmpty }.map { HTTPField(name: $0.0, value: $0.1) }
    }
}
