import HTTP
import Logging
import Synchronization

/// What all connections of a server share.
final class Service: Sendable {
    let configuration: ServerConfiguration
    let handler: Handler
    let logger: Logger
    /// `nil` where the server speaks no TLS.
    let certificates: TLSCertificates?
    private let connections = Atomic<Int>(0)
    private let accepted = Atomic<Int>(0)
    private let refused = Atomic<Int>(0)
    private let draining = Atomic<Bool>(false)

    init(configuration: ServerConfiguration, handler: @escaping Handler, logger: Logger) throws(TLSError) {
        self.configuration = configuration
        self.handler = handler
        self.logger = logger
        certificates = try Self.certificates(configuration.tls, logger)
    }

    private static func certificates(
        _ configuration: TLSConfiguration?, _ logger: Logger
    ) throws(TLSError) -> TLSCertificates? {
        guard let configuration else { return nil }
        return try TLSCertificates(configuration, logger: logger)
    }

    /// Beyond the limit, this many may still be told so; further ones are closed without a word.
    private static let refusedAtOnce = 128

    enum Admission { case admitted, tooMany, dropped }

    /// Counts a connection in, unless it is dropped.
    func admit() -> Admission {
        let count = connections.add(1, ordering: .relaxed).newValue
        accepted.add(1, ordering: .relaxed)
        if count <= configuration.maximumConnections { return .admitted }
        refused.add(1, ordering: .relaxed)
        if count <= configuration.maximumConnections + Self.refusedAtOnce { return .tooMany }
        connectionClosed()
        return .dropped
    }

    /// Connections that are open now, and since the start: all, and of these those that were too many.
    var counts: (open: Int, accepted: Int, refused: Int) {
        (connections.load(ordering: .relaxed), accepted.load(ordering: .relaxed), refused.load(ordering: .relaxed))
    }

    func connectionClosed() { connections.subtract(1, ordering: .relaxed) }

    /// The server stops: connections are not used again.
    var isDraining: Bool { draining.load(ordering: .relaxed) }

    func beginDraining() { draining.store(true, ordering: .relaxed) }
}
