/// What the audit log tells. The raw values stand in the database, and are what people read.
enum AuditAction: String, Sendable, CaseIterable {
    case registered
    /// Somebody registered with the address of an account that is there.
    case registeredAgain = "address registered again"
    case signedIn = "signed in"
    /// Too many wrong passwords from wherever.
    case signInLocked = "sign-in locked"
    case signedOut = "signed out"
    case sessionEnded = "session ended"
    case sessionsEnded = "sessions ended"
    case passwordChanged = "password changed"
    case passwordReset = "password reset"
    case resetLinkAsked = "reset link asked for"
    case signInMailAsked = "sign-in mail asked for"
    case secondFactorOn = "second factor on"
    case secondFactorOff = "second factor off"
    case recoveryCodesMade = "recovery codes made"
    case recoveryCodeUsed = "recovery code used"
    case deviceRemembered = "device remembered"
    case deviceForgotten = "device forgotten"
    case passkeyAdded = "passkey added"
    case passkeyRenamed = "passkey renamed"
    case passkeyRemoved = "passkey removed"
    /// Its counter went back: there may be a copy of it.
    case passkeyRefused = "passkey refused"
    case tokenMade = "token made"
    case tokenRevoked = "token revoked"
    case identityLinked = "provider linked"
    case identityUnlinked = "provider unlinked"
    case usernameChanged = "user name changed"
    case emailConfirmed = "address confirmed"
    case emailChanged = "address changed"
    case emailRemoved = "address removed"
    case invited
    case invitationRevoked = "invitation revoked"
    case created, activated, deactivated
    case passwordSet = "password set"
    case resetLinkMade = "reset link made"
    case roleGiven = "role given"
    case roleTaken = "role taken"
    case profileEdited = "profile edited"
    case languageChosen = "language chosen"
    case mailRetried = "mail tried again"
    case mailDeleted = "mail deleted"
}
