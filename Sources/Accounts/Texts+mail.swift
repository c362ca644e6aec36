import Web

// What is said about mail addresses, links, and a site's own fields.

extension Texts {
    // MARK: Sign-in by address

    var usernameOrEmail: Text { Text("field.username-or-email") }
    var identifierMissing: Text { Text("sign-in.identifier-missing") }
    var usernameHint: Text { Text("field.username-hint") }
    var unconfirmed: Text { Text("sign-in.unconfirmed") }

    // MARK: Addresses

    var emailMissing: Text { Text("email.missing") }
    var emailMalformed: Text { Text("email.malformed") }
    var emailTooLong: Text { Text("email.too-long") }
    var emailTaken: Text { Text("email.taken") }

    func tooManyMails(seconds: Int) -> Text { Text("email.too-many", ["duration": .nested(duration(seconds))]) }

    // MARK: Links. What is said here is said whether there is an account or not.

    func confirmationSent(_ email: String) -> Text { Text("flash.confirmation-sent", ["email": .text(email)]) }
    func confirmationResent(_ email: String) -> Text { Text("flash.confirmation-resent", ["email": .text(email)]) }
    func resetLinkSent(_ email: String) -> Text { Text("flash.reset-link-sent", ["email": .text(email)]) }
    func emailConfirmed(_ email: String) -> Text { Text("flash.email-confirmed", ["email": .text(email)]) }
    func emailConfirmedSignedIn(_ email: String) -> Text {
        Text("flash.email-confirmed-signed-in", ["email": .text(email)])
    }
    func emailChanged(_ email: String) -> Text { Text("flash.email-changed", ["email": .text(email)]) }
    func emailRemoved(_ email: String) -> Text { Text("flash.email-removed", ["email": .text(email)]) }
    var passwordReset: Text { Text("flash.password-reset") }
    var passwordResetSignedIn: Text { Text("flash.password-reset-signed-in") }

    // MARK: Invitations

    func invited(_ email: String) -> Text { Text("flash.invited", ["email": .text(email)]) }
    var invitationNeeded: Text { Text("link-is-over.invitation-needed") }

    // MARK: A site's own fields

    var fieldMissing: Text { Text("field.missing") }
    func fieldTooLong(_ limit: Int) -> Text { Text("field.too-long", ["maximum": .number(limit)]) }
    func fieldMisfit(_ kind: ProfileField.Kind) -> Text {
        switch kind {
        case .number: Text("field.no-number")
        case .date: Text("field.no-date")
        case .choice: Text("field.no-choice")
        case .text, .checkbox: Text("field.misfit")
        }
    }
}
