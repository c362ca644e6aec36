import Database

/// Where and how to connect, from a URL.
struct MySQLConfiguration: Sendable {
    /// As MySQL's own tools name them (`--ssl-mode`).
    enum TLSMode: String, CaseIterable {
        case disabled
        /// Encrypted, and with anybody.
        case required
        /// With a server whose certificate and name are right.
        case verifyIdentity = "verify_identity"
    }

    let options: ServerOptions
    let hosts: [ServerURL.Host]
    let socket: String?
    let user: String?
    let password: String?
    let database: String?
    let tls: TLSMode?
    let authority: String?
    let certificate: String?
    let key: String?

    init(_ url: ServerURL) throws(DatabaseError) {
        var url = url
        options = try ServerOptions(takingFrom: &url)
        socket = url.take("unix_socket")
        (authority, certificate, key) = (Self.take(&url, "ssl_ca"), Self.take(&url, "ssl_cert"), Self.take(&url, "ssl_key"))
        tls = try Self.mode(&url, hasAuthority: authority != nil)
        if let charset = url.take("charset"), !["utf8mb4", "utf8"].contains(charset) {
            throw DatabaseError(.misuse, "the database URL's option charset is \(charset): connections speak utf8mb4")
        }
        if let option = url.options.first {
            throw DatabaseError(
                .misuse,
                "the database URL's option \(option.name) is not known: there are unix_socket, charset, ssl_mode, ssl_ca, ssl_cert, "
                    + "ssl_key, pool_size, connect_timeout, statement_timeout, …")
        }
        (hosts, user, password, database) = (url.hosts, url.user, url.password, url.database)
    }

    /// Python's drivers write `ssl_ca`, MySQL's tools `ssl-ca`.
    private static func take(_ url: inout ServerURL, _ name: String) -> String? {
        url.take(name) ?? url.take(String(name.map { $0 == "_" ? "-" : $0 }))
    }

    /// An authority means that the server is checked against it.
    private static func mode(_ url: inout ServerURL, hasAuthority: Bool) throws(DatabaseError) -> TLSMode? {
        guard let text = take(&url, "ssl_mode") else { return hasAuthority ? .verifyIdentity : nil }
        guard let mode = TLSMode(rawValue: text.lowercased()) else {
            let modes = TLSMode.allCases.map(\.rawValue).joined(separator: ", ")
            throw DatabaseError(.misuse, "the database URL's option ssl_mode is \(text): it takes \(modes)")
        }
        return mode
    }
}
