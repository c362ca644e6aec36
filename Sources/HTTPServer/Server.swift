// HTTPServer: HTTP/1.1 on POSIX sockets and Dispatch: an epoll event loop per core. The only place with I/O threads.

public import HTTP
public import Logging

/// Where a server listens.
public enum ListenAddress: Sendable, Hashable {
    /// A host name or address and a port; port 0 takes a free one.
    case tcp(host: String, port: Int)
    case unix(path: String)
}

/// An HTTP/1.1 server (RFC 9110, RFC 9112).
public final class Server: Sendable {
    public init(
        _ addresses: [ListenAddress], configuration: ServerConfiguration = ServerConfiguration(), logger: Logger,
        handler: @escaping Handler
    ) {
        fatalError()
    }

    /// Binds and listens; returns the addresses really bound (a port 0 resolved). Throws a `ServerError` that says what to do.
    public func start() async throws -> [ListenAddress] { fatalError() }

    /// Stops listening at once, answers what is in flight, closes idle connections, and returns when all is done or after
    /// `configuration.gracePeriod`. Called twice, it cuts the rest.
    public func stop() async {}
}

/// Limits and time-outs, all with defaults for a small site.
public struct ServerConfiguration: Sendable {
    /// Event loops; the number of cores by default.
    public var loops: Int = 2
    public var maximumConnections = 10_000
    /// Seconds.
    public var gracePeriod = 30.0
    public init() {}
}
