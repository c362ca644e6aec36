import Mail

extension AccountSettings {
    /// Whether addresses are confirmed by mail.
    var confirmsEmail: Bool { enableEmail && enableConfirmEmail }
    /// Whether sign-in is for confirmed addresses only.
    var asksForConfirmedEmail: Bool { confirmsEmail && !allowSignInWithoutConfirmedEmail }
    /// Whether there are invitations.
    var hasInvitations: Bool { enableEmail && (enableInviteUser || requireInvitation) }

    /// How long a mail's link works, in seconds.
    func lifetime(of mail: AccountMail) -> Int {
        switch mail {
        case .resetPassword: resetPasswordLifetime
        case .invitation: inviteLifetime
        case .accountLeaving: deleteAccountDelay
        case .signIn: emailSignInLifetime
        default: confirmEmailLifetime
        }
    }

    /// Whom mails come from. In development, where nobody has said, from nobody: there the mails stay on the machine.
    func sender(named name: String) -> MailAddress {
        let nobody = MailAddress("nobody@localhost", name: name)
        guard let sender = emailSenderAddress.flatMap({ MailAddress($0, name: name) }) ?? nobody else {
            preconditionFailure("nobody@localhost is an address")
        }
        return sender
    }

    /// What does not go together, in words; `nil` where all does.
    public var contradiction: String? {
        if !enableEmail, !enableUsername {
            return "USER_ENABLE_USERNAME and USER_ENABLE_EMAIL are both 0: people need one of them"
        }
        if requireInvitation, !enableEmail { return "USER_REQUIRE_INVITATION needs USER_ENABLE_EMAIL: invitations are mailed" }
        if mailedSignIn != .off, !enableEmail { return "USER_EMAIL_SIGN_IN needs USER_ENABLE_EMAIL" }
        return nil
    }
}
