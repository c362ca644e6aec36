internal import HTTPServer

extension Settings {
    /// Where the server listens.
    var address: ListenAddress {
        host.hasPrefix("/") ? .unix(path: host) : .tcp(host: host, port: port)
    }

    /// Whether people elsewhere see what development shows: errors with their SQL and their files.
    var showsErrorsToStrangers: Bool {
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
