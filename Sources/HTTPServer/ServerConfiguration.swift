public import HTTP

/// Limits and time-outs, all with defaults for a small site. Times are in seconds, sizes in bytes.
public struct ServerConfiguration: Sendable {
    /// Event loops, each with a thread of its own; the number of cores by default.
    public var loops: Int = ServerConfiguration.cores
    /// Connections at once; one more is answered 503.
    public var maximumConnections = 10_000
    /// Connections that the kernel keeps until they are accepted.
    public var backlog = 1024
    /// How long `stop()` waits for answers in flight.
    public var gracePeriod = 30.0
    /// How long, when the server stops, an idle connection may still bring a request, which is answered: a proxy that sends one at that
    /// moment would have to tell its visitor that it does not know what became of it.
    public var idleGrace = 0.0

    /// The request's head (414, 431).
    public var head = RequestHeadParser.Limits()
    /// Extensions and trailers of chunked bodies (400, 431).
    public var chunks = ChunkedDecoder.Limits()
    /// The largest request body at all (413); handlers set lower limits where they read one.
    public var maximumBodyBytes = 64 << 20
    /// Bodies up to this size are read before the handler is called; larger ones are streamed to it.
    public var bufferedBodyBytes = 64 << 10
    /// How much of a streamed body or of an unread answer is kept in memory for one connection.
    public var windowBytes = 64 << 10
    /// How much of a body that the handler did not read is read over to keep the connection; with more left it is closed.
    public var discardedBodyBytes = 256 << 10

    /// A connection between two requests.
    public var idleTimeout = 60.0
    /// From the connection to the end of its TLS handshake.
    public var handshakeTimeout = 10.0
    /// From the first byte of a head to its last (408).
    public var headTimeout = 10.0
    /// A body must bring `minimumRate` in each such interval (408), an answer must be taken at that rate.
    public var progressTimeout = 30.0
    /// Bytes a second below which a body or an answer counts as stuck.
    public var minimumRate = 200
    /// How long a closed connection is read on, so that the last answer is not lost by a reset.
    public var lingerTimeout = 2.0

    /// The certificates of a server that speaks TLS; `nil` for one that does not.
    public var tls: TLSConfiguration?

    /// Whether a peer (an address, or the path of a Unix socket) is a proxy that begins each connection with a header of the PROXY
    /// protocol, version 2. From such a peer the header is required, from any other it is no request.
    public var proxyProtocol: (@Sendable (_ peerAddress: String) -> Bool)?

    /// The permissions of Unix sockets.
    public var unixSocketMode: UInt32 = 0o660

    /// Every limit as it is where nobody sets it.
    public init() {}
}
