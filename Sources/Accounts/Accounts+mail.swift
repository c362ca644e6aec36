import Database
import FoundationEssentials
import Mail
import Web

extension Accounts {
    /// A mail, written and ready to be put into the outbox by the transaction that it belongs to.
    ///
    /// - Parameters:
    ///   - username: whom it speaks to.
    ///   - language: the receiver's choice; where they have none it is written as the visitor is spoken to.
    ///   - link: a path of this site, where the mail is about one. It becomes a full address under the site's base URL; what a
    ///     visitor sends as `Host` never stands in a mail.
    ///   - more: what the template shows beside `user_name`, `email`, `link`, `link_lifetime`, `sign_in_link`,
    ///     `site_link` and the site's name.
    func write(
        _ mail: AccountMail, to email: String, username: String, language: String? = nil, link: String? = nil,
        _ more: [String: any Sendable] = [:],
        in context: Context
    ) async throws -> Draft {
        var variables: [String: any Sendable] = more
        variables["user_name"] = username
        variables["email"] = email
        variables["site_link"] = try context.absoluteURL("/")
        variables["sign_in_link"] = try context.absoluteURL(settings.signInPath)
        if let link { variables["link"] = try context.absoluteURL(link) }
        variables["link_lifetime"] = texts.duration(settings.lifetime(of: mail))
        if let name = settings.appName { variables["app_name"] = name }
        let language = context.language(language) ?? context.language
        let folder = settings.mailTemplates.folder(of: mail)
        let subject = try await context.render(folder + "/subject", variables, in: language)
        return Draft(
            subject: subject.split(whereSeparator: \.isWhitespace).joined(separator: " "),
            text: try await context.render(folder + "/text", variables, in: language),
            html: try await context.render(folder + "/html", variables, in: language), email: email)
    }

    /// What a mail says, before it is addressed.
    struct Draft: Sendable {
        let subject, text, html: String
        let email: String
    }

    /// Puts a mail into the outbox: it goes out if and when the transaction's changes are durable.
    ///
    /// - Parameter isSent: false for a mail to nobody. It is stored all the same and thrown away later, so that the answer to a
    ///   visitor takes as long whether there is an account or not.
    func post(_ draft: Draft, isSent: Bool = true, in transaction: any Transaction, of context: Desk) throws(DatabaseError) {
        guard let address = MailAddress(draft.email) else { return }
        let message = MailMessage(
            from: context.sender, to: address, subject: draft.subject, text: draft.text, html: draft.html,
            date: Date(timeIntervalSince1970: context.now))
        try context.outbox.put(message, isSent: isSent, in: transaction)
    }

    /// What a database closure needs to post mails, as values.
    struct Desk: Sendable {
        let sender: MailAddress
        let outbox: MailOutbox
        let now: Double
    }

    /// Everything to post mails with.
    func desk(in context: Context) -> Desk {
        let name = settings.emailSenderName ?? settings.appName ?? context.environment.appName
        return Desk(
            sender: settings.sender(named: name), outbox: MailOutbox(keys: context.environment.keys),
            now: context.environment.now())
    }
}
