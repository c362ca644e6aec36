/// Whatever takes mails: a server, or a developer's screen.
public protocol Mailer: Sendable {
    /// Returns when the mail is in another's hands.
    func send(_ message: MailMessage) async throws(MailError)
}
