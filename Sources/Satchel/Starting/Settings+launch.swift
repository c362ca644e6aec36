internal import HTTPServer
import Web

extension Settings {
    /// Where the server listens.
    var address: ListenAddress {
        host.hasPrefix("/") ? .unix(path: host) : .tcp(host: host, port: port)
    }

    /// The certificates, where the site speaks TLS; relative paths start at the site's folder.
    var tls: TLSConfiguration? {
        guard !tlsCertificates.isEmpty else { return nil }
        return TLSConfiguration(
            pairs: zip(tlsCertificates, tlsKeys).map { certificate, key in
                TLSConfiguration.Pair(certificatePath: inDirectory(certificate), keyPath: inDirectory(key))
            })
    }

    private func inDirectory(_ path: String) -> String { path.hasPrefix("/") ? path : "\(directory)/\(path)" }

    /// What is allowed, and yet hardly meant; said when the site starts to serve.
    var warnings: [String] {
        var warnings: [String] = []
        if showsErrorsToStrangers {
            warnings.append(
                "others can reach this site, and a development run shows them errors in full: set SATCHEL_ENV=production")
        }
        if baseURL?.hasPrefix("https:") == true, tls == nil, trustedProxies == TrustedProxies() {
            warnings.append(
                "BASE_URL is https, and nobody is believed who says that a visitor came that way, so cookies go without Secure: "
                    + "set TLS_CERT and TLS_KEY, or TRUSTED_PROXIES to the proxy that ends TLS")
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
    func url(isSecure: Bool) -> String {
        switch self {
        case .tcp(let host, let port): "\(isSecure ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
