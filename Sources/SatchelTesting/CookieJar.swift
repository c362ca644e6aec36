import Satchel
import Synchronization

/// A visitor's cookies (RFC 6265 section 5, for one host): name and value, `Secure`, and what expires at once.
public final class CookieJar: Sendable {
    private struct Cookie {
        var name: String
        var value: String
        var isSecure: Bool
    }

    private let cookies = Mutex<[Cookie]>([])

    /// A jar without cookies.
    public init() {}

    /// The value of a cookie; `nil` where the visitor has none of this name. Setting `nil` forgets it.
    public subscript(name: String) -> String? {
        get { cookies.withLock { all in all.first { $0.name == name }?.value } }
        set {
            cookies.withLock { all in
                all.removeAll { $0.name == name }
                if let newValue { all.append(Cookie(name: name, value: newValue, isSecure: false)) }
            }
        }
    }

    /// The names of all cookies, oldest first.
    public var names: [String] { cookies.withLock { $0.map(\.name) } }

    /// Forgets everything, as closing a private window does.
    public func clear() { cookies.withLock { $0.removeAll() } }

    /// The `Cookie` field for a request; `nil` where there is nothing to send.
    func header(isSecure: Bool) -> String? {
        let pairs = cookies.withLock { all in
            all.filter { isSecure || !$0.isSecure }.map { "\($0.name)=\($0.value)" }
        }
        return pairs.isEmpty ? nil : pairs.joined(separator: "; ")
    }

    /// Takes the `Set-Cookie` lines of an answer.
    func take(_ lines: [String]) {
        for line in lines {
            var parts = line.split(separator: ";").map { $0.trimmingSpaces }
            guard !parts.isEmpty, let equals = parts[0].firstIndex(of: "=") else { continue }
            let pair = parts.removeFirst()
            let attributes = parts.map { $0.lowercased() }
            let cookie = Cookie(
                name: String(pair[..<equals]), value: String(pair[pair.index(after: equals)...]),
                isSecure: attributes.contains("secure"))
            let isGone = attributes.contains { $0 == "max-age=0" || $0.hasPrefix("max-age=-") || $0.contains("01 jan 1970") }
            cookies.withLock { all in
                all.removeAll { $0.name == cookie.name }
                if !isGone { all.append(cookie) }
            }
        }
    }
}
