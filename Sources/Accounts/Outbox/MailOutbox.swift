import Database
import FoundationEssentials
import Mail
import Secrets

/// The rows of `mail_outbox`: mails that are to be sent once the transaction that stored them is durable.
///
/// What a mail says is sealed with the site's key: a link in it is worth a password for a while, and a copy of the database must
/// not hold it. To whom and about what stands in clear, for the people who run the site. A mail that was sent has no row any more.
struct MailOutbox: Sendable {
    private let sealer: Sealer

    init(keys: SecretKeys) { sealer = Sealer(keys: keys, purpose: "accounts.mail") }

    /// - Parameter isSent: false for a mail to nobody, which the ``Postman`` takes out and throws away.
    func put(_ mail: MailMessage, isSent: Bool, in transaction: any Transaction) throws(DatabaseError) {
        let now = Int(mail.date.timeIntervalSince1970)
        try transaction.execute(
            """
            INSERT INTO mail_outbox (recipient, subject, sealed, state, attempts, due_at, last_error, created_at)
            VALUES (:recipient, :subject, :sealed, :state, 0, :now, '', :now)
            """,
            [
                "recipient": mail.to.address, "subject": String(mail.subject.unicodeScalars.prefix(200)),
                "sealed": seal(mail), "state": isSent ? MailState.waiting.rawValue : MailState.void.rawValue, "now": now,
            ])
    }

    private func seal(_ mail: MailMessage) -> String {
        let json = (try? JSONEncoder().encode(mail)).map(Array.init) ?? []
        return sealer.seal(json)
    }

    /// The mail of a row; `nil` where none of the site's keys sealed it.
    func open(_ sealed: String) -> MailMessage? {
        sealer.open(sealed).flatMap { try? JSONDecoder().decode(MailMessage.self, from: Data($0)) }
    }
}

/// Where a mail of the outbox stands.
enum MailState: String, Sendable {
    case waiting
    /// To nobody: it is there so that an answer takes as long for an address without an account.
    case void
    /// Given up, with the reason beside it. It stays until somebody deletes it.
    case dead
}
