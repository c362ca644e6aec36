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
        guard proxies.trusts(address) else { return }
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

    private static func list(_ value: String?) -> [String] {
        (value ?? "").split(separator: ",").map { trim($0) }.filter { !$0.isEmpty }
    }

    private static func forwardedPairs(_ element: String) -> [String: String] {
        var pairs: [String: String] = [:]
        for pair in element.split(separator: ";") {
            let halves = pair.split(separator: "=", maxSplits: 1)
            guard halves.count == 2 else { continue }
            let value = trim(halves[1])
            pairs[trim(halves[0]).lowercased()] =
                value.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"") ? String(value.dropFirst().dropLast()) : value
        }
        return pairs
    }

    /// `192.0.2.43:47011`, `[2001:db8::17]:4711` and bare addresses (RFC 7239 section 6).
    private static func nodeAddress(_ node: String) -> String {
        if node.hasPrefix("["), let end = node.firstIndex(of: "]") {
            return String(node[node.index(after: node.startIndex)..<end])
        }
        return node.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? node
    }

    private static func trim(_ text: some StringProtocol) -> String {
        var slice = Substring(text)
        while let first = slice.first, first == " " || first == "\t" { slice.removeFirst() }
        while let last = slice.last, last == " " || last == "\t" { slice.removeLast() }
        return String(slice)
    }
}
