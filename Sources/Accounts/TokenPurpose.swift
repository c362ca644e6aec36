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
    /// No link: a password was right, and the code is asked for.
    case secondFactor = "second-factor"
    /// No link: a user name that is held for a while (see ``Register``).
    case heldName = "held-name"
}
