/// The mails that accounts send. Each is three templates: subject, text and HTML, in the folder that ``MailTemplates`` names.
enum AccountMail: Sendable, CaseIterable {
    /// A link that confirms the address of a new account, or one that was added.
    case confirmEmail
    /// A link that puts another address in place of the account's own.
    case changeEmail
    /// The account is ready.
    case registered
    /// A link to a new password.
    case resetPassword
    case passwordChanged, usernameChanged
    /// To the former address, once another has taken its place.
    case emailChanged
    case invitation
    /// A link or a code, or both, to sign in with.
    case signIn
    /// Too many wrong passwords.
    case signInLocked
    /// To an address that has an account, where somebody registers or adds it anew: the page says the same to both.
    case addressTaken
    /// The account is to go: a link that keeps it.
    case accountLeaving
    /// Another way in, or one less.
    case securityNotice
}

/// Where the mails' templates are: each a folder with `subject`, `text` and `html`.
public struct MailTemplates: Sendable, Hashable {
    /// `USER_CONFIRM_EMAIL_TEMPLATE`
    public var confirmEmail = "mail/confirm-email"
    /// With the link that confirms a new address; sent to that address.
    public var changeEmail = "mail/change-email"
    /// `USER_REGISTERED_EMAIL_TEMPLATE`
    public var registered = "mail/registered"
    /// `USER_RESET_PASSWORD_EMAIL_TEMPLATE`
    public var resetPassword = "mail/reset-password"
    /// `USER_PASSWORD_CHANGED_EMAIL_TEMPLATE`
    public var passwordChanged = "mail/password-changed"
    /// `USER_USERNAME_CHANGED_EMAIL_TEMPLATE`
    public var usernameChanged = "mail/username-changed"
    /// That the address was changed; sent to the old one.
    public var emailChanged = "mail/email-changed"
    /// `USER_INVITE_USER_EMAIL_TEMPLATE`
    public var invitation = "mail/invitation"
    /// With the link, or the code, to sign in.
    public var signIn = "mail/sign-in"
    /// That signing in is locked after too many wrong passwords.
    public var signInLocked = "mail/sign-in-locked"
    /// To an address that has an account, where somebody registers or adds it.
    public var addressTaken = "mail/address-taken"
    /// That the account is to be deleted and when, with the link that keeps it.
    public var accountLeaving = "mail/account-leaving"
    /// That a way to sign in was added or taken away.
    public var securityNotice = "mail/security-notice"

    /// The folders that come with the program.
    public init() {}

    func folder(of mail: AccountMail) -> String {
        switch mail {
        case .confirmEmail: confirmEmail
        case .changeEmail: changeEmail
        case .registered: registered
        case .resetPassword: resetPassword
        case .passwordChanged: passwordChanged
        case .usernameChanged: usernameChanged
        case .emailChanged: emailChanged
        case .invitation: invitation
        case .signIn: signIn
        case .signInLocked: signInLocked
        case .addressTaken: addressTaken
        case .accountLeaving: accountLeaving
        case .securityNotice: securityNotice
        }
    }
}
