/// Why a mail was not sent.
public struct MailError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is to be done about it.
    public enum Kind: Sendable, Hashable {
        /// It may succeed later: the server can't be reached, is busy (4xx), or did not let us in.
        case temporary
        /// The server refused this mail for good (5xx, RFC 5321 section 4.2.1): sending it again is of no use.
        case permanent
        /// The mail was handed over and the answer did not come: it may have been sent, and sending it again may double it.
        case outcomeUnknown
    }

    /// What went wrong, as far as a program can do something about it.
    public let kind: Kind
    /// The server's last reply code; `nil` where there was none.
    public let code: Int?
    /// What happened, in the server's words where it had some.
    public let reason: String

    /// An error with its evidence.
    public init(_ kind: Kind, code: Int? = nil, _ reason: String) {
        (self.kind, self.code, self.reason) = (kind, code, reason)
    }

    public var description: String { reason }
}
