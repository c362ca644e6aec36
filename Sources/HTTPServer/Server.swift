// HTTPServer: HTTP/1.1 on POSIX sockets and Dispatch: an epoll event loop per core. The only place with I/O threads.

import Glibc
public import HTTP
public import Logging
import Synchronization

/// An HTTP/1.1 server (RFC 9110, RFC 9112).
///
///     let server = Server([.tcp(host: "127.0.0.1", port: 5000)], logger: logger) { request in .text("hello") }
///     let addresses = try await server.start()
///     …
///     await server.stop()
public final class Server: Sendable {
    private let addresses: [ListenAddress]
    private let inherited: [Int32]
    private let configuration: ServerConfiguration
    private let logger: Logger
    private let handler: Handler
    private let state = Mutex(State.new)

    private enum State {
        case new
        case running(Engine)
        case stopped
    }

    /// A server that does not listen yet.
    ///
    /// - Parameters:
    ///   - inherited: descriptors of listening sockets that another program has made; they are the server's from now on.
    ///   - handler: called on the connection's event loop; work that blocks belongs on a queue of its own.
    public init(
        _ addresses: [ListenAddress], inherited: [Int32] = [], configuration: ServerConfiguration = ServerConfiguration(),
        logger: Logger,
        handler: @escaping Handler
    ) {
        self.addresses = addresses
        self.inherited = inherited
        self.configuration = configuration
        self.logger = logger
        self.handler = handler
    }

    /// Binds and listens; returns the addresses really bound (a port 0 resolved). Throws a ``ServerError`` or, for
    /// what is wrong with certificates, a ``TLSError``: they say what to do.
    public func start() async throws -> [ListenAddress] {
        // A peer that is gone is an error of the call (EPIPE) and not the end of the process; sendfile has no flag for that.
        signal(SIGPIPE, SIG_IGN)
        let service = try Service(configuration: configuration, handler: handler, logger: logger)
        let engine = try Engine(addresses, inherited: inherited, service: service)
        let isFirst = state.withLock { state in
            guard case .new = state else { return false }
            state = .running(engine)
            return true
        }
        guard isFirst else {
            engine.abandon()
            throw ServerError.alreadyStarted
        }
        engine.start()
        return engine.addresses
    }

    /// What it does now; `nil` before the start.
    public func load() async -> ServerLoad? {
        if case .running(let engine) = state.withLock(\.self) { await engine.load() } else { nil }
    }

    /// Reads the certificate files anew, as it does by itself when they change. Files that can't be used change nothing, and
    /// the log says so.
    public func reloadCertificates() {
        if case .running(let engine) = state.withLock(\.self) { engine.reloadCertificates() }
    }

    /// Stops listening at once, answers what is in flight, closes idle connections (after `configuration.idleGrace`), and returns when
    /// all is done or after `configuration.gracePeriod`. Called twice, it cuts the rest.
    public func stop() async {
        let engine = state.withLock { state -> Engine? in
            defer { if case .new = state { state = .stopped } }
            if case .running(let engine) = state { return engine }
            return nil
        }
        await engine?.stop()
    }
}
