/// What a mail for signing in holds.
public enum MailedSignIn: String, Sendable, Hashable, CaseIterable {
    /// There is no such mail.
    case off
    /// A link, which opens on any device.
    case link
    /// A code, for the browser that asked.
    case code
    /// Both in one mail.
    case both

    var hasLink: Bool { self == .link || self == .both }
    var hasCode: Bool { self == .code || self == .both }
}
