/// What the audit log tells. The raw values stand in the database, and are what people read.
enum AuditAction: String, Sendable, CaseIterable {
    case registered
    /// Somebody registered with the address of an account that is there.
    case registeredAgain = "address registered again"
    case signedIn = "signed in"
    case signedOut = "signed out"
    case sessionEnded = "session ended"
    case sessionsEnded = "sessions ended"
    case passwordChanged = "password changed"
    case passwordReset = "password reset"
    case resetLinkAsked = "reset link asked for"
    case secondFactorOn = "second factor on"
    case secondFactorOff = "second factor off"
    case recoveryCodesMade = "recovery codes made"
    case recoveryCodeUsed = "recovery code used"
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
    case mailRetried = "mail tried again"
    case mailDeleted = "mail deleted"
}
