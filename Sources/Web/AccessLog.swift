import HTTP
import HTTPTypes
import Logging

/// One line per request. Never in it: queries, headers, bodies, and what a pattern calls `:token`, `:code`, `:key` or `:secret`.
enum AccessLog {
    private static let secretNames: Set<String> = ["token", "code", "key", "secret"]

    static func write(
        _ request: Request, _ response: Response, _ route: RoutedRoute?, origin: ClientOrigin, requestID: String,
        duration: Duration, to logger: Logger
    ) {
        guard logger.logLevel <= .info else { return }
        logger.info(
            "request",
            metadata: [
                "method": "\(plain(request.method.rawValue))",
                "path": "\(path(request, route))",
                "status": "\(response.status.code)",
                "bytes": "\(bytes(request, response))",
                "ms": "\(milliseconds(duration))",
                "client": "\(origin.address)",
                "request_id": "\(requestID)",
            ])
    }

    /// The path, or the route's pattern where a part of the path is a secret.
    static func path(_ request: Request, _ route: RoutedRoute?) -> String {
        if let route, route.names.contains(where: secretNames.contains) { return route.route.pattern }
        return plain(String(request.path))
    }

    /// Cut, and without anything that could break a line.
    private static func plain(_ text: String) -> String {
        let bytes = text.utf8.prefix(256)
        if bytes.allSatisfy({ (0x21...0x7E).contains($0) }) { return String(Substring(bytes)) }
        return String(decoding: bytes.map { (0x21...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }

    private static func bytes(_ request: Request, _ response: Response) -> String {
        if request.method == .head { return "0" }
        switch response.body {
        case .empty: return "0"
        case .bytes(let bytes): return String(bytes.count)
        case .file(let region): return String(region.length)
        case .stream(let length, _): return length.map(String.init) ?? "-"
        }
    }

    /// With three decimals.
    private static func milliseconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        let rest = String(microseconds % 1000)
        return "\(microseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
}
