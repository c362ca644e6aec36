/// Where mails are handed in, and how.
public struct SMTPConfiguration: Sendable, Hashable {
    /// When a connection is encrypted.
    public enum Encryption: Sendable, Hashable {
        /// Never: for a server on this machine.
        case none
        /// By STARTTLS (RFC 3207) where the server offers it. Who sits between can take the offer away.
        case ifOffered
        /// By STARTTLS, or not at all.
        case startTLS
        /// From the first byte (RFC 8314).
        case implicit
    }

    /// A name or an address.
    public var server: String
    /// 587, 465 or 25, as a rule.
    public var port: Int
    /// How the connection is encrypted.
    public var encryption: Encryption
    /// Without one nobody signs in.
    public var username: String?
    /// Never printed.
    public var password: String?
    /// A PEM file of the authorities that are believed, instead of the system's.
    public var authorities: String?
    /// Seconds until a connection stands.
    public var connectTimeout: Double = 15
    /// Seconds for a whole mail.
    public var timeout: Double = 60

    /// A server; the port is the usual one where none is given: 465 with implicit TLS, 587 with STARTTLS, 25 without.
    public init(
        server: String, port: Int? = nil, encryption: Encryption, username: String? = nil, password: String? = nil,
        authorities: String? = nil
    ) {
        (self.server, self.encryption, self.username) = (server, encryption, username)
        (self.password, self.authorities) = (password, authorities)
        self.port =
            port
            ?? {
                switch encryption {
                case .implicit: 465
                case .startTLS, .ifOffered: 587
                case .none: 25
                }
            }()
    }
}
