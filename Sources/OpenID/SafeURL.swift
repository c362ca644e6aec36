/// Which addresses the site asks, and sends people to: `https`, or plain HTTP on this very machine. What a provider's document names
/// is checked as well: it must not point the site's own requests at whatever listens inside its network (SSRF).
enum SafeURL {
    /// Whether `url` may be asked.
    static func isSafe(_ url: String) -> Bool { url.hasPrefix("https://") ? isWhole(url, 8) : isLocal(url) }

    /// Whether it may be asked for a provider whose issuer this is: only a local provider has local addresses.
    static func isSafe(_ url: String, for issuer: String) -> Bool {
        isLocal(url) ? isLocal(issuer) : isSafe(url)
    }

    private static func isLocal(_ url: String) -> Bool {
        guard url.hasPrefix("http://"), isWhole(url, 7) else { return false }
        let authority = url.dropFirst(7).prefix { $0 != "/" && $0 != "?" }
        return ["127.0.0.1", "localhost", "[::1]"].contains { authority == $0 || authority.hasPrefix($0 + ":") }
    }

    /// A host, no user information, no fragment, nothing but visible ASCII.
    private static func isWhole(_ url: String, _ scheme: Int) -> Bool {
        let authority = url.dropFirst(scheme).prefix { $0 != "/" && $0 != "?" }
        return !authority.isEmpty && !authority.contains("@") && !authority.contains("\\") && !url.contains("#")
            && url.utf8.allSatisfy { (0x21...0x7E).contains($0) } && url.utf8.count <= 2000
    }
}
