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

    func add(to fields: inout HTTPFields, isSecure: Bool) {
        func put(_ name: HTTPField.Name, _ value: String) {
            if !value.isEmpty, fields[name] == nil { fields[name] = value }
        }
        put(.contentSecurityPolicy, contentSecurityPolicy)
        put(.xContentTypeOptions, "nosniff")
        put(.referrerPolicy, referrerPolicy)
        put(.permissionsPolicy, permissionsPolicy)
        put(.crossOriginOpenerPolicy, "same-origin")
        if isSecure { put(.strictTransportSecurity, strictTransportSecurity) }
    }
}
