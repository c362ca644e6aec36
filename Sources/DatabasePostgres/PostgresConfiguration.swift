import CPostgres
import Database

/// What libpq is told (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS), and the engine's options.
struct PostgresConfiguration: Sendable {
    private(set) var keywords: [(name: String, value: String)]
    let options: ServerOptions

    init(_ url: ServerURL) throws(DatabaseError) {
        var url = url
        options = try ServerOptions(takingFrom: &url)
        var keywords: [(name: String, value: String)] = []
        // What the URL says comes after these, and so before them.
        keywords.append(("fallback_application_name", "satchel"))
        keywords.append(("tcp_user_timeout", "\(Int(options.statementTimeLimit * 1000))"))
        if !url.hosts.isEmpty {
            keywords.append(("host", url.hosts.map(\.name).joined(separator: ",")))
            keywords.append(("port", url.hosts.map { $0.port.map(String.init) ?? "" }.joined(separator: ",")))
        }
        if let user = url.user { keywords.append(("user", user)) }
        if let password = url.password { keywords.append(("password", password)) }
        if let database = url.database { keywords.append(("dbname", database)) }
        keywords.append(("connect_timeout", "\(max(1, Int(options.connectTimeout.rounded(.up))))"))
        keywords += url.options.map { ($0.name, $0.value) }
        keywords.append(("client_encoding", "UTF8"))
        self.keywords = keywords
        try checkNames()
    }

    /// For a connection that only hears: that the server is gone is noticed within a minute.
    var withKeepalives: Self {
        var copy = self
        copy.keywords = [("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3")] + keywords
        return copy
    }

    /// libpq refuses an unknown name too, but only at the first connection.
    private func checkNames() throws(DatabaseError) {
        let known = Self.knownNames
        if let wrong = keywords.first(where: { !known.contains($0.name) }) {
            throw DatabaseError(
                .misuse, "the database URL's option \(wrong.name) is none of libpq's (sslmode, sslrootcert, application_name, …)")
        }
    }

    private static let knownNames: Set<String> = {
        guard let defaults = PQconndefaults() else { return [] }
        defer { PQconninfoFree(defaults) }
        var names: Set<String> = []
        var next = defaults
        while let name = next.pointee.keyword {
            names.insert(String(cString: name))
            next += 1
        }
        return names
    }()
}
