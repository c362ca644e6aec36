import ArgumentParser
import Glibc
internal import HTTPServer

/// `satchel healthcheck`: for a container's HEALTHCHECK, whose image has no curl.
struct HealthCheckCommand: SiteCommand {
    static let configuration = CommandConfiguration(
        commandName: "healthcheck",
        abstract: "Ask the site that runs here whether it is alive.",
        shouldDisplay: false)

    func run(_ app: App) async throws {
        try app.checked()
        let settings = app.settings
        let answer = try Self.ask(settings.localAddress, settings)
        guard answer.hasPrefix("HTTP/1.1 200") else {
            throw StartError(
                "the site at \(settings.localAddress.url(isSecure: settings.tls != nil)) answered: \(answer.prefix { $0 != "\r" && $0 != "\r\n" })"
            )
        }
    }

    private static func ask(_ address: ListenAddress, _ settings: Settings) throws -> String {
        let isProxy = settings.proxyProtocol && settings.trustedProxies.trusts(address.host)
        let socket = try ClientSocket(
            address, timeout: 5, isSecure: settings.tls != nil, preface: isProxy ? ProxyHeader.local : [])
        try socket.write(Array("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8))
        return String(decoding: try socket.readToEnd(), as: UTF8.self)
    }
}

extension ListenAddress {
    /// What the server sees of a peer on this machine.
    fileprivate var host: String {
        switch self {
        case .tcp(let host, _): host == "localhost" ? "127.0.0.1" : host
        case .unix(let path): path
        }
    }
}

extension Settings {
    /// Where a process on this machine reaches the site.
    fileprivate var localAddress: ListenAddress {
        switch address {
        case .tcp("0.0.0.0", let port): .tcp(host: "127.0.0.1", port: port)
        case .tcp("::", let port): .tcp(host: "::1", port: port)
        case let other: other
        }
    }
}
