public import Mail

/// How mails leave the site: Flask-Mail's settings.
public struct MailSettings: Sendable, Hashable {
    /// `MAIL_SERVER`; without one a development run shows its mails under `/dev/mail`, and a production run with accounts that need
    /// mail does not start.
    public var server: SMTPConfiguration?

    static let names = [
        "MAIL_SERVER", "MAIL_PORT", "MAIL_USE_TLS", "MAIL_USE_SSL", "MAIL_USERNAME", "MAIL_PASSWORD", "MAIL_CA_FILE",
    ]

    /// No server.
    public init() {}

    /// - Parameter value: the text of a setting; `nil` where it is not set.
    init(_ value: (String) -> String?) throws(SettingsProblem) {
        guard let name = value("MAIL_SERVER") else {
            guard let stray = Self.names.first(where: { value($0) != nil }) else { return }
            throw SettingsProblem("\(stray) is set, and MAIL_SERVER is not.")
        }
        let server = SMTPConfiguration(
            server: name, port: try Self.port(value("MAIL_PORT")), encryption: try Self.encryption(of: name, value),
            username: value("MAIL_USERNAME"), password: value("MAIL_PASSWORD"), authorities: value("MAIL_CA_FILE"))
        guard (server.username == nil) == (server.password == nil) else {
            throw SettingsProblem("MAIL_USERNAME and MAIL_PASSWORD go together: set both or neither.")
        }
        if server.password != nil, server.encryption == .none || server.encryption == .ifOffered, !Self.isLocal(name) {
            throw SettingsProblem("MAIL_PASSWORD would go over the network in plain: set MAIL_USE_TLS=1 or MAIL_USE_SSL=1.")
        }
        self.server = server
    }

    private static func port(_ text: String?) throws(SettingsProblem) -> Int? {
        guard let text else { return nil }
        guard let port = Int(text), (1...65535).contains(port) else {
            throw SettingsProblem("MAIL_PORT is “\(text)”: it must be a number from 1 to 65535.")
        }
        return port
    }

    /// STARTTLS where nothing is said; on this very machine none.
    private static func encryption(
        of server: String, _ value: (String) -> String?
    ) throws(SettingsProblem) -> SMTPConfiguration.Encryption {
        let isImplicit = try flag("MAIL_USE_SSL", value) ?? false
        if value("MAIL_USE_TLS") == "try" { return .ifOffered }
        let usesTLS = try flag("MAIL_USE_TLS", value)
        if isImplicit {
            guard usesTLS != true else {
                throw SettingsProblem("MAIL_USE_TLS (STARTTLS) and MAIL_USE_SSL (TLS from the first byte) exclude each other.")
            }
            return .implicit
        }
        return usesTLS ?? !isLocal(server) ? .startTLS : .none
    }

    private static func isLocal(_ server: String) -> Bool { ["localhost", "127.0.0.1", "::1"].contains(server) }

    private static func flag(_ name: String, _ value: (String) -> String?) throws(SettingsProblem) -> Bool? {
        guard let text = value(name) else { return nil }
        switch text.lowercased() {
        case "1", "true", "yes", "on": return true
        case "0", "false", "no", "off": return false
        default: throw SettingsProblem("\(name) is “\(text)”: it must be 1 or 0.")
        }
    }
}
