/// What a mailed link is for. A token of one purpose opens nothing of another.
enum TokenPurpose: String, Sendable, CaseIterable {
    /// The address of a new account.
    case confirmEmail = "confirm-email"
    /// A further address of an account.
    case addEmail = "add-email"
    /// Another address in place of the account's own.
    case changeEmail = "change-email"
    case resetPassword = "reset-password"
    case invite
    /// Takes the deletion of an account back.
    case keepAccount = "keep-account"
    /// A mailed link that signs in.
    case signInLink = "sign-in-link"
    /// A mailed code that signs in, together with what the browser that asked was given.
    case signInCode = "sign-in-code"
    /// No link: a password was right, and the code is asked for.
    case secondFactor = "second-factor"
    /// No link: a challenge that a passkey has answered, which must not count again.
    case passkeyChallenge = "passkey-challenge"
    /// No link: a user name that is held for a while (see ``Register``).
    case heldName = "held-name"

    /// What a mail for signing in holds.
    static let signIns = [TokenPurpose.signInLink, .signInCode]
}
