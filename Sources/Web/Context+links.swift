import HTTPTypes

extension Context {
    /// `path` as a full URL, for mails. It begins with the configured base URL; without one only with a host that is allowed by
    /// name, or this very machine in development: a host that the client made up never lands in a link.
    public func absoluteURL(_ path: String) throws -> String {
        if let base = environment.baseURL { return base + path }
        let scheme = isSecure ? "https://" : "http://"
        guard let host, !environment.allowedHosts.isEmpty || (environment.mode == .development && Host.isLoopback(host)) else {
            throw MissingBaseURL()
        }
        return scheme + host + path
    }
}

/// A link with a host was asked for, and nobody said which host is ours.
struct MissingBaseURL: Error, CustomStringConvertible {
    var description: String { "a full link needs the site's base URL or its allowed hosts in the settings" }
}
