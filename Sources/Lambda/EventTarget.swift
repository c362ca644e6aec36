import HTTP

/// Path and query of an event as a request target (RFC 9112 section 3.2.1).
///
/// What the services did to them differs: HTTP APIs decode the path, REST APIs decode the query, load balancers and Function URLs
/// nothing. So an escape that stands there is kept, and a byte that can't stand in a target is escaped.
struct EventTarget: CustomStringConvertible {
    let description: String

    init(_ event: HTTPEvent) {
        var path = Self.escaped(event.rawPath ?? event.path ?? "/", keeping: Self.pathBytes)
        if !path.hasPrefix("/") { path = "/" + path }
        let query = Self.query(event)
        description = Self.withoutStage(path, event) + (query.isEmpty ? "" : "?" + query)
    }

    /// `/prod/members` is `/members`: a site knows nothing of the stages of its API. A REST API's `path` comes without it.
    private static func withoutStage(_ path: String, _ event: HTTPEvent) -> String {
        guard let stage = event.requestContext.stage, !stage.isEmpty, stage != "$default" else { return path }
        let isAsReceived = event.kind == .httpAPI || event.requestContext.path == event.path
        guard isAsReceived, path == "/\(stage)" || path.hasPrefix("/\(stage)/") else { return path }
        let rest = path.dropFirst(stage.count + 1)
        return rest.isEmpty ? "/" : String(rest)
    }

    private static func query(_ event: HTTPEvent) -> String {
        if let raw = event.rawQueryString { return escaped(raw, keeping: queryBytes) }
        var pairs: [(String, String)] = []
        if let several = event.multiValueQueryStringParameters {
            for (name, values) in several.sorted(by: { $0.key < $1.key }) { pairs += (values ?? []).map { (name, $0) } }
        } else {
            pairs = (event.queryStringParameters ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value ?? "") }
        }
        let isRaw = if case .loadBalancer = event.kind { true } else { false }
        let parts = pairs.map { name, value in
            isRaw
                ? escaped(name, keeping: queryBytes) + "=" + escaped(value, keeping: queryBytes)
                : PercentEncoding.encode(name) + "=" + PercentEncoding.encode(value)
        }
        return parts.joined(separator: "&")
    }

    /// `pchar` and `/`, without the percent sign (RFC 3986 section 3.3).
    private static let pathBytes = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/".utf8)
    /// The same and `?` (section 3.4).
    private static let queryBytes = pathBytes.union("?".utf8)

    private static func escaped(_ text: String, keeping kept: Set<UInt8>) -> String {
        if text.utf8.allSatisfy(kept.contains) { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if kept.contains(byte) || byte == UInt8(ascii: "%") && isEscape(bytes, at: index) {
                result.append(byte)
            } else {
                result += PercentEncoding.encode(byte: byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isEscape(_ bytes: [UInt8], at index: Int) -> Bool {
        guard index + 2 < bytes.count else { return false }
        return isHex(bytes[index + 1]) && isHex(bytes[index + 2])
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}

extension PercentEncoding {
    fileprivate static func encode(byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
}
