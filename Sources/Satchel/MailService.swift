import Accounts
import Database
import Logging
import Mail
internal import Secrets
import Web

/// The way of the site's mails from the outbox to a server or, in a development run without one, to `/dev/mail`.
struct MailService: Sendable {
    let mailer: any Mailer
    /// Where mails stay that no server takes.
    let mailbox: DevelopmentMailbox?
    let postman: @Sendable (any DatabaseEngine, SecretKeys, any Mailer, Logger, @escaping @Sendable () -> Double) -> Postman?
}

extension App {
    /// Sets up the mails of accounts.
    mutating func addMail<User: UserModel>(_ accounts: Accounts<User>) -> MailService {
        let postman:
            @Sendable (any DatabaseEngine, SecretKeys, any Mailer, Logger, @escaping @Sendable () -> Double) -> Postman? = {
                accounts.postman($0, keys: $1, mailer: $2, logger: $3, now: $4)
            }
        if let server = settings.mail.server {
            return MailService(mailer: SMTPMailer(server), mailbox: nil, postman: postman)
        }
        let logger = logger
        let mailbox = DevelopmentMailbox { mail in
            logger.notice(
                "a mail, which no server was given to (/dev/mail shows it)",
                metadata: ["to": "\(mail.to.address)", "subject": "\(mail.subject)", "text": "\(mail.text)"])
        }
        if settings.mode == .development { site.addMailbox(mailbox) }
        return MailService(mailer: mailbox, mailbox: mailbox, postman: postman)
    }

    /// Who sends the site's mails while it runs.
    func postman(
        on engine: any DatabaseEngine, keys: SecretKeys, logger: Logger, now: @escaping @Sendable () -> Double
    ) -> Postman? {
        mail.flatMap { $0.postman(engine, keys, $0.mailer, logger, now) }
    }
}

extension Settings {
    /// What the accounts need of the other settings, noted where it is missing.
    mutating func note(_ accounts: AccountSettings) {
        if let contradiction = accounts.contradiction { add(SettingsProblem(contradiction + ".")) }
        guard accounts.enableEmail, mode == .production else { return }
        if mail.server == nil {
            add(SettingsProblem("USER_ENABLE_EMAIL needs a server for its mails: set MAIL_SERVER."))
        }
        if accounts.emailSenderAddress == nil {
            add(SettingsProblem("USER_ENABLE_EMAIL needs a sender: set USER_EMAIL_SENDER_EMAIL."))
        }
        if baseURL == nil, allowedHosts.isEmpty {
            add(
                SettingsProblem("USER_ENABLE_EMAIL mails links to the site, which must know where it is: set BASE_URL."))
        }
    }
}
