/// One name and value of a `Cookie` field (RFC 6265 section 4.2).
public struct Cookie: Sendable, Hashable {
    /// Before the equals sign.
    public var name: String
    /// After it, as it was sent.
    public var value: String

    /// A cookie as a client sends it.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// The cookies of all `Cookie` lines, in order, repeated names kept. Pieces without `=` or without a name are skipped.
    ///
    /// - Parameter limit: how many are read; what follows is left out.
    public static func parse(_ lines: [String], limit: Int = 100) -> [Cookie] {
        var cookies: [Cookie] = []
        for line in lines {
            for piece in line.pieces(at: ";") {
                guard cookies.count < limit else { return cookies }
                if let cookie = Cookie(parsing: piece) { cookies.append(cookie) }
            }
        }
        return cookies
    }

    private init?(parsing piece: Substring) {
        guard let equals = piece.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        name = String(piece[..<equals].trimmingBlanks)
        value = String(piece[piece.utf8.index(after: equals)...].trimmingBlanks)
        guard !name.isEmpty else { return nil }
    }
}
