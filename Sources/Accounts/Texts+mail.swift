// What is said about mail addresses, links, and a site's own fields.

extension Texts {
    // MARK: Sign-in by address

    var usernameOrEmail: String { "User name or mail address" }
    var identifierMissing: String { "Enter your user name or your mail address." }
    var usernameHint: String { "Three characters or more: letters, digits, hyphens, dots and underscores." }
    var unconfirmed: String { "Your mail address is not confirmed yet. Follow the link in the mail that we sent you." }

    // MARK: Addresses

    var emailMissing: String { "Enter a mail address." }
    var emailMalformed: String { "This is not a mail address. It should look like name@example.org." }
    var emailTooLong: String { "This mail address is too long: at most 100 characters." }
    var emailTaken: String { "This mail address has an account already. Sign in, or choose a new password." }

    func tooManyMails(seconds: Int) -> String { "Too many mails were asked for. Wait \(duration(seconds)), then try again." }

    // MARK: Links. What is said here is said whether there is an account or not.

    func confirmationSent(_ email: String) -> String {
        "We have sent a mail to \(email). Follow the link in it to confirm the address."
    }
    func confirmationResent(_ email: String) -> String {
        "If an account waits for \(email) to be confirmed, a mail with a new link is on its way there."
    }
    func resetLinkSent(_ email: String) -> String {
        "If there is an account with the address \(email), a mail with a link to a new password is on its way there."
    }
    func emailConfirmed(_ email: String) -> String { "The address \(email) is confirmed." }
    func emailConfirmedSignedIn(_ email: String) -> String {
        "Welcome. The address \(email) is confirmed, and you are signed in."
    }
    func emailChanged(_ email: String) -> String { "Your mail address is \(email) from now on." }
    func emailRemoved(_ email: String) -> String { "The address \(email) is removed." }
    var passwordReset: String { "You have a new password. Sign in with it." }
    var passwordResetSignedIn: String { "You have a new password, and you are signed in." }

    // MARK: Invitations

    func invited(_ email: String) -> String { "An invitation is on its way to \(email)." }
    var invitationNeeded: String { "Registering takes an invitation here. Follow the link in the mail that invited you." }

    // MARK: A site's own fields

    var fieldMissing: String { "This can’t be left empty." }
    func fieldTooLong(_ limit: Int) -> String { "Use at most \(limit) characters." }
    func fieldMisfit(_ kind: ProfileField.Kind) -> String {
        switch kind {
        case .number: "Enter a whole number."
        case .date: "Enter a date, as 2026-03-01."
        case .choice: "Choose one of the list."
        case .text, .checkbox: "This does not fit."
        }
    }
}
