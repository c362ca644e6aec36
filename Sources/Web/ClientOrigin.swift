import HTTP
import HTTPTypes

/// Who asks, over what, and for which host: from the connection, or from a trusted proxy.
struct ClientOrigin: Sendable, Hashable {
    var address: String
    var isSecure: Bool
    /// The host that the client meant, as it wrote it; `nil` where there was none.
    var host: String?
    var isBehindProxy = false

    init(_ request: Request, trusting proxies: TrustedProxies) {
        address = request.connection.peerAddress
        isSecure = request.connection.isSecure
        host = request.headers[.hostField]
        guard !proxies.areNone, proxies.trusts(address) else { return }
        isBehindProxy = true
        switch proxies.fields {
        case .xForwarded: readXForwarded(request.headers, proxies)
        case .forwarded: readForwarded(request.headers, proxies)
        }
    }

    /// Each proxy appends the peer that it saw, so only the right-most untrusted address is known to be true.
    private mutating func follow(_ hops: [String], _ proxies: TrustedProxies) -> Int? {
        for (index, hop) in hops.enumerated().reversed() {
            guard AddressRange.isAddress(hop) else { return nil }
            address = hop
            if !proxies.trusts(hop) { return index }
        }
        return hops.isEmpty ? nil : 0
    }

    private mutating func readXForwarded(_ headers: RequestFields, _ proxies: TrustedProxies) {
        _ = follow(Self.list(headers[.xForwardedFor]), proxies)
        if let proto = Self.list(headers[.xForwardedProto]).last { isSecure = proto.lowercased() == "https" }
        if let host = Self.list(headers[.xForwardedHost]).last { self.host = host }
    }

    private mutating func readForwarded(_ headers: RequestFields, _ proxies: TrustedProxies) {
        let hops = Self.list(headers[.forwarded]).map(Self.forwardedPairs)
        guard let index = follow(hops.map { Self.nodeAddress($0["for"] ?? "") }, proxies) else { return }
        if let proto = hops[index]["proto"] { isSecure = proto.lowercased() == "https" }
        if let host = hops[index]["host"] { self.host = host }
    }

    // Byte by byte, as every other reader of the field does: to Swift a comma that a combining mark follows is another character.

    private static func list(_ value: String?) -> [String] {
        (value ?? "").pieces(at: ",").map { String($0.trimmingBlanks) }.filter { !$0.isEmpty }
    }

    private static func forwardedPairs(_ element: String) -> [String: String] {
        var pairs: [String: String] = [:]
        for pair in element.pieces(at: ";") {
            guard let equals = pair.utf8.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = pair[..<equals].trimmingBlanks
            let value = pair[pair.utf8.index(after: equals)...].trimmingBlanks
            pairs[name.lowercased()] = String(value.betweenQuotes ?? value)
        }
        return pairs
    }

    /// `192.0.2.43:47011`, `[2001:db8::17]:4711` and bare addresses (RFC 7239 section 6).
    private static func nodeAddress(_ node: String) -> String {
        if node.utf8.first == UInt8(ascii: "["), let end = node.utf8.firstIndex(of: UInt8(ascii: "]")) {
            return String(Substring(node.utf8[..<end].dropFirst()))
        }
        return node.pieces(at: ":", omittingEmpty: false).first.map { String($0) } ?? node
    }
}
