import HTTP
import HTTPTypes

/// Sends who came by plain HTTP to the same page under `https`, method and content kept (308, RFC 9110 section 15.4.9).
struct HTTPSRedirect: Sendable {
    /// Where the site listens.
    let port: Int
    /// `BASE_URL`, which tells how visitors see the site.
    let baseURL: String?
    /// `ALLOWED_HOSTS`; empty: any.
    let allowedHosts: [String]

    func response(to request: Request) -> Response {
        guard let origin = origin(HTTPField.Name("Host").flatMap { request.headers[$0] }) else { return .plainPage(.badRequest) }
        let target = request.target == "*" ? "/" : request.target
        // Who keeps the answer for long can't be told of a change: browsers remember by Strict-Transport-Security.
        return Response(status: .permanentRedirect, headers: [.location: origin + target, .cacheControl: "no-cache"])
    }

    /// The server has checked that the host is one; without any, in HTTP/1.0, only `BASE_URL` tells where to go.
    private func origin(_ host: String?) -> String? {
        if let baseURL, baseURL.hasPrefix("https://") { return baseURL }
        guard let host else { return nil }
        let name = Self.name(host).lowercased()
        guard allowedHosts.isEmpty || allowedHosts.contains(where: { Self.name($0).lowercased() == name }) else { return nil }
        return "https://" + name + (port == 443 ? "" : ":\(port)")
    }

    /// Without the port: `example.org:80`, `[::1]:80`.
    private static func name(_ host: String) -> Substring {
        guard let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") else { return host[...] }
        return host[..<colon]
    }
}
