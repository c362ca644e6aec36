import Glibc
internal import HTTPServer
import Web

extension Settings {
    /// Where the server listens.
    var address: ListenAddress {
        host.hasPrefix("/") ? .unix(path: host) : .tcp(host: host, port: port)
    }

    /// Sockets that whoever started this program has made (sd_listen_fds(3)): the next program takes them over while connections wait
    /// in them, so that a restart refuses nobody.
    var inheritedSockets: [Int32] {
        guard let process = variables["LISTEN_PID"].flatMap(Int32.init), process == getpid(),
            let count = variables["LISTEN_FDS"].flatMap(Int32.init), (1...64).contains(count)
        else { return [] }
        return (0..<count).map { 3 + $0 }
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
        var warnings = SettingNames.nearlyRight(variables, linesOfFile: linesOfFile)
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
