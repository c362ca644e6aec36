/// Where a database server is, as SQLAlchemy and libpq write it:
///
///     postgresql://user:password@host:5432/name?sslmode=verify-full
///     postgresql+psycopg2://user@/name?host=/var/run/postgresql
///     mysql+pymysql://user:password@first:3306,second:3307/name?ssl_ca=/etc/ssl/ca.pem
///
/// User, password, host and name are percent-decoded (a socket's folder as a host is `%2Fvar%2Frun%2Fpostgresql`); a `+` stays one.
public struct ServerURL: Sendable, Hashable, CustomStringConvertible {
    /// One server of several.
    public struct Host: Sendable, Hashable {
        /// A name, an address, or the path of a socket (or, for PostgreSQL, of its folder).
        public var name: String
        /// `nil`: the engine's own.
        public var port: Int?

        /// A host of a server.
        public init(name: String, port: Int? = nil) {
            self.name = name
            self.port = port
        }
    }

    /// One `name=value` after the question mark.
    public struct Option: Sendable, Hashable {
        /// Before the equals sign.
        public var name: String
        /// After it, decoded.
        public var value: String

        package init(name: String, value: String) { (self.name, self.value) = (name, value) }
    }

    /// Without SQLAlchemy's driver: `postgresql`, `mysql`.
    public var scheme: String
    /// Who connects; `nil`: as the client library has it.
    public var user: String?
    /// Never printed.
    public var password: String?
    /// In the order in which they are tried; none is the engine's default.
    public var hosts: [Host] = []
    /// The name of the database; `nil`: as the client library has it.
    public var database: String?
    /// What stands after the question mark, in its order.
    public var options: [Option] = []

    /// Reads a URL.
    ///
    /// - Throws: ``DatabaseError/Kind/misuse``, saying what is wrong and never showing the password.
    public init(_ text: String) throws(DatabaseError) {
        guard let mark = text.firstRange(of: "://") else { throw Self.refusal("has no scheme") }
        scheme = String(text[..<mark.lowerBound].prefix { $0 != "+" })
        let (location, query) = Self.cut(text[mark.upperBound...], at: "?")
        let (authority, name) = Self.cut(location, at: "/")
        try read(authority: authority)
        if let name, !name.isEmpty { database = try Self.decoded(name) }
        for item in (query ?? "").split(separator: "&") {
            let (name, value) = Self.cut(item, at: "=")
            guard let value else { throw Self.refusal("has the option \(name) without a value") }
            options.append(Option(name: try Self.decoded(name), value: try Self.decoded(value)))
        }
        try takeHostOptions()
    }

    /// Takes the options of a name out of the URL; the last one counts.
    package mutating func take(_ name: String) -> String? {
        let value = options.last { $0.name == name }?.value
        options.removeAll { $0.name == name }
        return value
    }

    /// With the password hidden and without options, which may hold secrets too.
    public var description: String {
        let person = user.map { $0 + (password == nil ? "" : ":***") + "@" } ?? ""
        let places = hosts.map { host in
            let name = host.name.contains(":") ? "[\(host.name)]" : host.name
            return name + (host.port.map { ":\($0)" } ?? "")
        }
        return "\(scheme)://\(person)\(places.joined(separator: ","))/\(database ?? "")"
    }
}

extension ServerURL {
    private mutating func read(authority: Substring) throws(DatabaseError) {
        var places = authority
        if let at = authority.lastIndex(of: "@") {
            places = authority[authority.index(after: at)...]
            let (name, secret) = Self.cut(authority[..<at], at: ":")
            if !name.isEmpty { user = try Self.decoded(name) }
            if let secret { password = try Self.decoded(secret) }
        }
        for place in places.split(separator: ",") { hosts.append(try Self.host(place)) }
    }

    /// SQLAlchemy gives several hosts, and a socket's folder, as `?host=`, each with its port after a colon.
    private mutating func takeHostOptions() throws(DatabaseError) {
        for option in options where option.name == "host" {
            for place in option.value.split(separator: ",") { hosts.append(try Self.host(place)) }
        }
        options.removeAll { $0.name == "host" }
    }

    private static func host(_ text: Substring) throws(DatabaseError) -> Host {
        var (name, port): (Substring, Substring?) = (text, nil)
        if text.hasPrefix("[") {
            let (inside, rest) = cut(text.dropFirst(), at: "]")
            guard let rest, rest.isEmpty || rest.hasPrefix(":") else { throw refusal("has an address without its bracket") }
            (name, port) = (inside, rest.isEmpty ? nil : rest.dropFirst())
        } else if !text.hasPrefix("/") {
            (name, port) = cut(text, at: ":")
        }
        guard let port, !port.isEmpty else { return Host(name: try decoded(name)) }
        guard let number = Int(port), (1...65_535).contains(number) else { throw refusal("has the port \(port)") }
        return Host(name: try decoded(name), port: number)
    }

    private static func cut(_ text: Substring, at mark: Character) -> (Substring, Substring?) {
        guard let index = text.firstIndex(of: mark) else { return (text, nil) }
        return (text[..<index], text[text.index(after: index)...])
    }

    private static func decoded(_ text: Substring) throws(DatabaseError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let digits = String(rest.prefix(2)), digits.utf8.count == 2, let value = UInt8(digits, radix: 16), value != 0
            else { throw refusal("has a % that is no percent-encoding: write %25 for the sign itself") }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else { throw refusal("is not UTF-8") }
        return decoded
    }

    private static func refusal(_ what: String) -> DatabaseError {
        DatabaseError(.misuse, "the URL of the database \(what): scheme://user:password@host:port/name?option=value")
    }
}
