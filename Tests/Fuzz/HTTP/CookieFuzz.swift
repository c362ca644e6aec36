/// Cookies: what a browser sends back, and what a site may set.
enum CookieFuzz {
    static func run(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.split(separator: "\n").map { String($0) }
        let cookies = Cookie.parse(lines)
        must(cookies.count <= 100, "\(cookies.count) cookies were read")
        for cookie in cookies {
            must(!cookie.name.isEmpty && !cookie.name.contains("="), "a cookie has the name \(cookie.name)")
            must(!cookie.name.utf8.contains(UInt8(ascii: ";")) && !cookie.value.utf8.contains(UInt8(ascii: ";")), "\(cookie)")
            set(cookie)
        }
        let joined = cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
        must(Cookie.parse([joined]) == cookies, "\(cookies)\nwritten again: \(Cookie.parse([joined]))")
    }

    /// What may be set comes back as it was, and nothing of it ends the field or begins an attribute.
    private static func set(_ cookie: Cookie) {
        guard let field = try? SetCookie(cookie.name, cookie.value, path: cookie.value, isSecure: true) else { return }
        let text = field.fieldValue
        must(text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }, "a control or non-ASCII would be sent: \(text)")
        let pieces = text.split(separator: ";", omittingEmptySubsequences: false)
        must(pieces.count == 5, "\(pieces.count - 1) attributes would be sent: \(text)")
        must(Cookie.parse([String(pieces.first ?? "")]) == [cookie], "\(cookie) comes back as \(pieces)")
    }
}
