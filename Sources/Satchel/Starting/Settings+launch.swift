internal import HTTPServer
import Web

extension Settings {
    /// Where the server listens.
    var address: ListenAddress {
        host.hasPrefix("/") ? .unix(path: host) : .tcp(host: host, port: port)
    }

    /// What is allowed, and yet hardly meant; said when the site starts to serve.
    var warnings: [String] {
        var warnings: [String] = []
        if showsErrorsToStrangers {
            warnings.append(
                "others can reach this site, and a development run shows them errors in full: set SATCHEL_ENV=production")
        }
        if baseURL?.hasPrefix("https:") == true, trustedProxies == TrustedProxies() {
            warnings.append(
                "BASE_URL is https, and nobody is believed who says that a visitor came that way, so cookies go without Secure: "
                    + "set TRUSTED_PROXIES to the proxy that ends TLS")
        }
        return warnings
    }

    /// Whether people elsewhere see what development shows: errors with their SQL and their files.
    private var showsErrorsToStrangers: Bool {
        guard mode == .development, case .tcp(let host, _) = address else { return false }
        return host != "localhost" && host != "::1" && !host.hasPrefix("127.")
    }

    /// Whether `DATABASE_URL` names a bucket and yet stays on this machine: an absolute path below `/tmp`.
    var isKeptLocal: Bool {
        guard case .sqlite = database else { return false }
        return value("DATABASE_URL")?.hasPrefix("s3sqlite:") ?? false
    }
}

extension ListenAddress {
    /// What a person types into a browser.
    var url: String {
        switch self {
        case .tcp(let host, let port): "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
