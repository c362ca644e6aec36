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
        var segments: [String] = []
        var rest = path.dropFirst()
        segments.reserveCapacity(rest.utf8.count { $0 == UInt8(ascii: "/") } + 1)
        while !rest.isEmpty {
            let end = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            guard let segment = Self.decode(rest[..<end]) else {
                self = .broken
                return
            }
            guard !segment.isEmpty, segment != ".", segment != "..", !segment.utf8.contains(UInt8(ascii: "/")) else {
                self = .ambiguous
                return
            }
            segments.append(segment)
            guard end < rest.endIndex else { break }
            rest = rest[rest.utf8.index(after: end)...]
            if rest.isEmpty {
                self = .segments(segments, hasTrailingSlash: true)
                return
            }
        }
        self = .segments(segments, hasTrailingSlash: false)
    }

    private static func decode(_ piece: Substring) -> String? {
        let decoded = piece.utf8.contains(UInt8(ascii: "%")) ? PercentEncoding.decode(piece) : String(piece)
        guard let decoded, decoded.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        return decoded
    }
}
