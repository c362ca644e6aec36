import HTTP
import HTTPTypes
import Secrets

/// The one cookie that holds a visitor's session, sealed.
struct SessionCookie: Sendable {
    /// Browsers keep at least 4096 bytes of name, value and attributes (RFC 6265 section 6.1).
    static let limit = 3900

    let sealer: Sealer
    /// Seconds from the first seal.
    let lifetime: Double

    init(keys: SecretKeys, lifetime: Double) {
        sealer = Sealer(keys: keys, purpose: "session")
        self.lifetime = lifetime
    }

    /// A `__Host-` cookie can't be set by another host or over plain HTTP (RFC 6265bis section 4.1.3.2).
    static func name(isSecure: Bool) -> String { isSecure ? "__Host-session" : "session" }

    /// The value that came with a request; `nil` where none came, and where two did: then it is not known whose is ours.
    static func value(in headers: RequestFields, isSecure: Bool) -> String? {
        guard headers.contains(.cookie) else { return nil }
        let name = name(isSecure: isSecure)
        let values = Cookie.parse(headers[values: .cookie]).filter { $0.name == name }
        return values.count == 1 ? values.first?.value : nil
    }

    /// What a value holds; `nil` for one that is not ours, was changed, or is too old.
    func open(_ value: String, now: Double) -> StoredSession? {
        guard value.utf8.count <= Self.limit, let bytes = sealer.open(value), let stored = StoredSession(bytes: bytes) else {
            return nil
        }
        return now < stored.issuedAt + lifetime ? stored : nil
    }

    /// The cookie that keeps `stored`. Throws ``TooLarge`` where a browser would not keep it.
    func seal(_ stored: StoredSession, isSecure: Bool) throws -> SetCookie {
        let value = sealer.seal(stored.bytes)
        guard value.utf8.count <= Self.limit else { throw TooLarge(bytes: value.utf8.count) }
        return try SetCookie(Self.name(isSecure: isSecure), value, isSecure: isSecure)
    }

    /// The cookie that removes itself.
    static func deletion(isSecure: Bool) throws -> SetCookie {
        try SetCookie(name(isSecure: isSecure), "", maxAge: 0, isSecure: isSecure)
    }

    /// A session that no browser would keep.
    struct TooLarge: Error, CustomStringConvertible {
        let bytes: Int
        var description: String { "the session is \(bytes) bytes as a cookie, of at most \(limit): keep less in it" }
    }
}
