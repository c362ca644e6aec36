import HTTP
internal import HTTPServer
import Logging
import Web

/// What visitors connect to: the site's server and, where it speaks TLS, perhaps a second one that sends those who came by plain
/// HTTP there.
struct Front {
    /// Where the site itself listens.
    let addresses: [ListenAddress]
    private let site: Server
    private let redirecting: Server?

    /// Starts both.
    /// - Parameter largestForm: of the site, in bytes.
    init(_ settings: Settings, largestForm: Int, logger: Logger, handler: @escaping Handler) async throws {
        var configuration = ServerConfiguration()
        configuration.maximumBodyBytes = max(configuration.maximumBodyBytes, largestForm)
        configuration.tls = settings.tls
        if settings.proxyProtocol { configuration.proxyProtocol = settings.trustedProxies.trusts }
        // A development run is stopped by a person who waits for it, with a browser's idle connections open.
        if settings.mode == .production { configuration.idleGrace = 1 }
        let inherited = settings.inheritedSockets
        site = Server(
            inherited.isEmpty ? [settings.address] : [], inherited: inherited, configuration: configuration, logger: logger,
            handler: handler)
        addresses = try await site.start()
        guard let port = settings.tlsRedirectPort, case .tcp(let host, let sitePort)? = addresses.first else {
            redirecting = nil
            return
        }
        let redirect = HTTPSRedirect(port: sitePort, baseURL: settings.baseURL, allowedHosts: settings.allowedHosts)
        configuration.tls = nil
        let redirecting = Server([.tcp(host: host, port: port)], configuration: configuration, logger: logger) {
            redirect.response(to: $0)
        }
        self.redirecting = redirecting
        do {
            let from = try await redirecting.start()
            for address in from {
                logger.notice("sending visitors to https", metadata: ["from": "\(address.url(isSecure: false))"])
            }
        } catch {
            await site.stop()
            throw error
        }
    }

    /// What the site's server does now.
    func load() async -> ServerLoad? { await site.load() }

    func reloadCertificates() { site.reloadCertificates() }

    /// See ``Server/stop()``.
    func stop() async {
        async let first: Void? = redirecting?.stop()
        async let second: Void = site.stop()
        _ = await (first, second)
    }
}
