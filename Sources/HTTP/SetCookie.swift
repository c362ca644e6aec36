/// A `Set-Cookie` field (RFC 6265bis section 4.1). What can't be sent safely can't be built.
public struct SetCookie: Sendable, Hashable {
    /// Whether a cookie goes along with requests that another site's page makes.
    public enum SameSite: String, Sendable, Hashable {
        /// Never.
        case strict = "Strict"
        /// When a link is followed.
        case lax = "Lax"
        /// Always.
        case none = "None"
    }

    /// Why a cookie was refused.
    public enum Invalid: Error, Sendable, Hashable {
        /// The name is not a token (RFC 9110 section 5.6.2).
        case name(String)
        /// The value, path or domain holds a byte that would end it (`;`, CR, LF, a quote, a space, a control, non-ASCII).
        case value(String)
        /// `__Host-` and `__Secure-` names, and `SameSite=None`, ask for attributes that are missing (6265bis section 4.1.3).
        case attributes(String)
    }

    /// Before the equals sign.
    public let name: String
    /// As it is sent: characters that RFC 6265 allows.
    public let value: String
    /// `nil` leaves it to the browser (the directory of the request's path).
    public let path: String?
    /// `nil` keeps the cookie to this very host.
    public let domain: String?
    /// Seconds; 0 deletes the cookie; `nil` ends it with the browser's session.
    public let maxAge: Int?
    /// Sent by HTTPS alone.
    public let isSecure: Bool
    /// Not to be seen by scripts.
    public let isHTTPOnly: Bool
    /// Whether it goes along with requests from other sites.
    public let sameSite: SameSite

    /// A cookie to be kept. The defaults are the careful ones.
    public init(
        _ name: String, _ value: String, path: String? = "/", domain: String? = nil, maxAge: Int? = nil, isSecure: Bool,
        isHTTPOnly: Bool = true, sameSite: SameSite = .lax
    ) throws(Invalid) {
        guard !name.isEmpty, name.isMade(of: .token) else { throw .name(name) }
        guard value.isMade(of: .cookie) else { throw .value(value) }
        for attribute in [path, domain].compactMap(\.self) where !attribute.isMade(of: .cookie) { throw .value(attribute) }
        let needsSecure = name.hasPrefixIgnoringCase("__Secure-") || name.hasPrefixIgnoringCase("__Host-") || sameSite == .none
        guard isSecure || !needsSecure else { throw .attributes("\(name) needs Secure") }
        if name.hasPrefixIgnoringCase("__Host-"), path != "/" || domain != nil {
            throw .attributes("\(name) needs Path=/ and no Domain")
        }
        self.name = name
        self.value = value
        self.path = path
        self.domain = domain
        self.maxAge = maxAge
        self.isSecure = isSecure
        self.isHTTPOnly = isHTTPOnly
        self.sameSite = sameSite
    }

    /// The value of the `Set-Cookie` field.
    public var fieldValue: String {
        var text = "\(name)=\(value)"
        if let path { text += "; Path=\(path)" }
        if let domain { text += "; Domain=\(domain)" }
        if let maxAge { text += "; Max-Age=\(maxAge)" }
        if isSecure { text += "; Secure" }
        if isHTTPOnly { text += "; HttpOnly" }
        return text + "; SameSite=\(sameSite.rawValue)"
    }
}

extension String {
    fileprivate func hasPrefixIgnoringCase(_ prefix: String) -> Bool {
        self.prefix(prefix.count).isEqualIgnoringCase(prefix)
    }
}
