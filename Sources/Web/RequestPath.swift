import HTTP

/// A request's path as the router sees it: its segments, each decoded once.
enum RequestPath: Sendable, Hashable {
    /// Without empty segments. `/` has none.
    case segments([String], hasTrailingSlash: Bool)
    /// Another spelling of a path, or none: empty or dotted segments, an encoded slash. Matches nothing (404).
    case ambiguous
    /// A broken escape, bytes that are not UTF-8, a NUL or another control character (400).
    case broken

    init(_ path: Substring) {
        guard path.utf8.first == UInt8(ascii: "/") else {
            self = .ambiguous
            return
        }
        var pieces = path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let hasTrailingSlash = pieces.count > 1 && pieces.last?.isEmpty == true
        if pieces.last?.isEmpty == true { pieces.removeLast() }
        var segments: [String] = []
        segments.reserveCapacity(pieces.count)
        for piece in pieces {
            guard let segment = Self.decode(Substring(piece)) else {
                self = .broken
                return
            }
            guard !segment.isEmpty, segment != ".", segment != "..", !segment.utf8.contains(UInt8(ascii: "/")) else {
                self = .ambiguous
                return
            }
            segments.append(segment)
        }
        self = .segments(segments, hasTrailingSlash: hasTrailingSlash)
    }

    private static func decode(_ piece: Substring) -> String? {
        let decoded = piece.utf8.contains(UInt8(ascii: "%")) ? PercentEncoding.decode(piece) : String(piece)
        guard let decoded, decoded.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        return decoded
    }
}
