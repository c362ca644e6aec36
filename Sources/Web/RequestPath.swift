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
        self = path.utf8.withContiguousStorageIfAvailable(Self.read) ?? Array(path.utf8).withUnsafeBufferPointer(Self.read)
    }

    /// Byte by byte, each looked at once.
    private static func read(_ path: UnsafeBufferPointer<UInt8>) -> RequestPath {
        let slash = UInt8(ascii: "/")
        guard path.first == slash else { return .ambiguous }
        var segments: [String] = []
        segments.reserveCapacity(path.count { $0 == slash })
        var start = 1
        while start < path.count {
            var end = start
            while end < path.count, path[end] != slash { end += 1 }
            guard let segment = decode(UnsafeBufferPointer(rebasing: path[start..<end])) else { return .broken }
            guard !segment.isEmpty, segment != ".", segment != "..", !segment.utf8.contains(slash) else { return .ambiguous }
            segments.append(segment)
            if end == path.count - 1 { return .segments(segments, hasTrailingSlash: true) }
            start = end + 1
        }
        return .segments(segments, hasTrailingSlash: false)
    }

    private static func decode(_ piece: UnsafeBufferPointer<UInt8>) -> String? {
        let text = String(decoding: piece, as: UTF8.self)
        guard piece.contains(UInt8(ascii: "%")) else { return piece.allSatisfy(isPrintable) ? text : nil }
        guard let decoded = PercentEncoding.decode(text), decoded.utf8.allSatisfy(isPrintable) else { return nil }
        return decoded
    }

    private static func isPrintable(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F }
}
