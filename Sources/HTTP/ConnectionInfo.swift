/// Where a request came from.
public struct ConnectionInfo: Sendable, Hashable {
    /// The peer's address as text (`203.0.113.7`, `2001:db8::1`), or the path for a Unix socket; empty where there is none.
    public var peerAddress: String
    /// Whether the client spoke TLS, to us or to a proxy that we trust.
    public var isSecure: Bool

    /// The front's own name for the request, which stands in its logs; `nil` where it has none.
    public var requestID: String?

    /// A connection from `peerAddress`.
    public init(peerAddress: String = "", isSecure: Bool = false, requestID: String? = nil) {
        self.peerAddress = peerAddress
        self.isSecure = isSecure
        self.requestID = requestID
    }
}
