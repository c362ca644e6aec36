public import FoundationEssentials
import Secrets

/// A mail: plain text, and the same as HTML where it has that.
///
///     let mail = MailMessage(from: site, to: ada, subject: "Welcome", text: "Good to have you.")
///     try await mailer.send(mail)
///
/// Subject and names may hold anything: what could break a header is encoded (RFC 2047), never passed through.
public struct MailMessage: Sendable, Hashable, Codable {
    /// Who sends it.
    public var from: MailAddress
    /// Who gets it.
    public var to: MailAddress
    /// Where answers go, where that is not `from`.
    public var replyTo: MailAddress?
    /// One line.
    public var subject: String
    /// For readers without HTML.
    public var text: String
    /// For the others; `nil` where the text is all.
    public var html: String?
    /// When it was written.
    public var date: Date
    /// `Message-ID` without its brackets (RFC 5322 section 3.6.4). It stays the same when the mail is sent again, so that a
    /// mailbox can tell that it has it already.
    public let id: String

    /// A new message with an id of its own.
    public init(
        from: MailAddress, to: MailAddress, replyTo: MailAddress? = nil, subject: String, text: String, html: String? = nil,
        date: Date = Date()
    ) {
        (self.from, self.to, self.replyTo, self.subject) = (from, to, replyTo, subject)
        (self.text, self.html, self.date) = (text, html, date)
        id = Randomness.token(bits: 144) + "@" + from.domain
    }
}
