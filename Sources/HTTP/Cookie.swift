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
        for var line in lines {
            line.withUTF8 { bytes in
                for piece in bytes.split(separator: UInt8(ascii: ";")) where cookies.count < limit {
                    if let cookie = Cookie(parsing: piece) { cookies.append(cookie) }
                }
            }
        }
        return cookies
    }

    private init?(parsing piece: Slice<UnsafeBufferPointer<UInt8>>) {
        guard let equals = piece.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        name = Self.text(piece[..<equals])
        value = Self.text(piece[(equals + 1)...])
        guard !name.isEmpty else { return nil }
    }

    /// Without blanks around it.
    private static func text(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        var bytes = bytes
        while let first = bytes.first, first.isBlank { bytes.removeFirst() }
        while let last = bytes.last, last.isBlank { bytes.removeLast() }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes), as: UTF8.self)
    }
}
