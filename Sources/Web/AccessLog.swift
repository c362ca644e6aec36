import HTTP
import HTTPTypes
import Logging

/// One line per request. Never in it: queries, headers, bodies, and what a pattern calls `:token`, `:code`, `:key` or `:secret`.
struct AccessLog {
    private static let secretNames: Set<String> = ["token", "code", "key", "secret"]

    let request: Request
    let response: Response
    let route: RoutedRoute?
    let client: String
    let requestID: String
    let trace: TraceContext?
    let duration: Duration

    /// A warning where the request took longer than `slow`; a quiet route's requests are told of only then. `nil` for those that
    /// nobody wants to hear of.
    static func level(of route: RoutedRoute?, _ duration: Duration, slow: Duration?, _ logger: Logger) -> Logger.Level? {
        let isSlow = slow.map { duration >= $0 } ?? false
        let level = isSlow ? Logger.Level.warning : .info
        guard isSlow || !(route?.options.contains(.quiet) ?? false), logger.logLevel <= level else { return nil }
        return level
    }

    func write(to logger: Logger, _ level: Logger.Level) {
        var metadata: Logger.Metadata = [
            "method": "\(Self.plain(request.method.rawValue))",
            "path": "\(path)",
            "status": "\(response.status.code)",
            "bytes": "\(bytes)",
            "ms": "\(milliseconds)",
            "client": "\(client)",
            "request_id": "\(requestID)",
        ]
        if let trace {
            metadata["trace_id"] = "\(trace.traceID)"
            metadata["span_id"] = "\(trace.spanID)"
        }
        logger.log(level: level, level == .warning ? "slow request" : "request", metadata: metadata, source: "Web")
    }

    /// The path, or the route's pattern where a part of the path is a secret.
    private var path: String {
        if let route, route.names.contains(where: Self.secretNames.contains) { return route.route.pattern }
        return Self.plain(String(request.path))
    }

    /// Cut, and without anything that could break a line.
    private static func plain(_ text: String) -> String {
        let bytes = text.utf8.prefix(256)
        if bytes.allSatisfy({ (0x21...0x7E).contains($0) }) { return String(Substring(bytes)) }
        return String(decoding: bytes.map { (0x21...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }

    private var bytes: String {
        if request.method == .head { return "0" }
        switch response.body {
        case .empty: return "0"
        case .bytes(let bytes): return String(bytes.count)
        case .file(let region): return String(region.length)
        case .stream(let length, _): return length.map(String.init) ?? "-"
        }
    }

    /// With three decimals.
    private var milliseconds: String {
        let (seconds, attoseconds) = duration.components
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        let rest = String(microseconds % 1000)
        return "\(microseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
}
