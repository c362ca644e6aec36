/// Something that happened to an account, which a site can listen to:
///
///     users.on(.registered) { event in try await newsletter.add(event.email) }
///
/// Listeners run one after another once the change is durable and before the visitor has the answer; what one throws is logged
/// and changes nothing. What takes long or must not be lost belongs into a task.
public struct AccountEvent<Payload: Sendable>: Sendable {
    let name: String
}

extension AccountEvent where Payload == Registered {
    /// An account was made.
    public static var registered: AccountEvent { AccountEvent(name: "registered") }
}
extension AccountEvent where Payload == SignedIn {
    /// A session was opened.
    public static var signedIn: AccountEvent { AccountEvent(name: "signed in") }
}
extension AccountEvent where Payload == SignedOut {
    /// A session was ended by its user.
    public static var signedOut: AccountEvent { AccountEvent(name: "signed out") }
}
extension AccountEvent where Payload == PasswordChanged {
    /// A user chose another password, and knew the old one.
    public static var changedPassword: AccountEvent { AccountEvent(name: "changed password") }
}
extension AccountEvent where Payload == UsernameChanged {
    /// A user chose another user name.
    public static var changedUsername: AccountEvent { AccountEvent(name: "changed user name") }
}
extension AccountEvent where Payload == EmailConfirmed {
    /// An address was confirmed by its mailed link.
    public static var confirmedEmail: AccountEvent { AccountEvent(name: "confirmed e-mail") }
}
extension AccountEvent where Payload == EmailChanged {
    /// An account's own address became another.
    public static var changedEmail: AccountEvent { AccountEvent(name: "changed e-mail") }
}
extension AccountEvent where Payload == PasswordForgotten {
    /// A link to a new password was asked for, for an account that there is.
    public static var forgotPassword: AccountEvent { AccountEvent(name: "forgot password") }
}
extension AccountEvent where Payload == PasswordReset {
    /// A user chose another password by a mailed link.
    public static var resetPassword: AccountEvent { AccountEvent(name: "reset password") }
}
extension AccountEvent where Payload == InvitationSent {
    /// Somebody was invited.
    public static var sentInvitation: AccountEvent { AccountEvent(name: "sent invitation") }
}

/// An account was made.
public struct Registered: Sendable, Hashable {
    /// Who is new.
    public let user: UserID
    /// The name that they chose.
    public let username: String
    /// Where there is mail.
    public let email: String?
    /// Whether an invitation led here.
    public let isInvited: Bool
}

/// A session was opened.
public struct SignedIn: Sendable, Hashable {
    /// Who came.
    public let user: UserID
    /// Whether it outlives the browser's closing.
    public let isRemembered: Bool
}

/// A session was ended by its user.
public struct SignedOut: Sendable, Hashable {
    /// Who left.
    public let user: UserID
}

/// A user chose another password, and knew the old one.
public struct PasswordChanged: Sendable, Hashable {
    /// Whose it is.
    public let user: UserID
}

/// A user chose another user name.
public struct UsernameChanged: Sendable, Hashable {
    /// Whose it is.
    public let user: UserID
    /// The name before.
    public let old: String
    /// The name from now on.
    public let new: String
}

/// An address was confirmed by its mailed link.
public struct EmailConfirmed: Sendable, Hashable {
    /// Whose it is.
    public let user: UserID
    /// The address that is known to be theirs now.
    public let email: String
}

/// An account's own address became another.
public struct EmailChanged: Sendable, Hashable {
    /// Whose it is.
    public let user: UserID
    /// The address before; `nil` where there was none.
    public let old: String?
    /// The address from now on.
    public let new: String
}

/// A link to a new password was asked for.
public struct PasswordForgotten: Sendable, Hashable {
    /// Who asked for a new one.
    public let user: UserID
}

/// A user chose another password by a mailed link.
public struct PasswordReset: Sendable, Hashable {
    /// Whose it is.
    public let user: UserID
}

/// Somebody was invited.
public struct InvitationSent: Sendable, Hashable {
    /// Where the invitation went.
    public let email: String
    /// Who invited.
    public let invitedBy: UserID
}
