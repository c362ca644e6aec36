import Web

/// The index: every route of the accounts, and the file that answers it. What is switched off has no route: 404.
struct AccountRoutes<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    init(_ accounts: Accounts<User>) { self.accounts = accounts }

    func install(into router: inout Router) {
        var own = Router()
        installAll(into: &own)
        for route in own.routes { router.add(describedForPrograms(route)) }
    }

    private func installAll(into router: inout Router) {
        let settings = accounts.settings

        let signIn = SignIn(accounts: accounts)
        router.get(settings.signInPath, name: "user.sign-in", signIn.show)
        router.post(settings.signInPath, name: "user.sign-in", signIn.submit)

        let signOut = SignOut(accounts: accounts)
        router.get(settings.signOutPath, name: "user.sign-out", signOut.show)
        router.post(settings.signOutPath, name: "user.sign-out", signOut.submit)

        if settings.enableRegister {
            let register = Register(accounts: accounts)
            router.get(settings.registerPath, name: "user.register", register.show)
            router.post(settings.registerPath, name: "user.register", register.submit)
        }
        let reset = ResetPassword(accounts: accounts)
        router.get(settings.resetPasswordPath + "/:token", name: "user.reset-password", reset.show)
        router.post(settings.resetPasswordPath + "/:token", name: "user.reset-password", reset.submit)
        let language = ChooseLanguage(accounts: accounts)
        router.get(settings.languagePath, name: "user.language", language.show)
        router.post(settings.languagePath, name: "user.language", language.submit)
        installPersonal(into: &router)
        if settings.enableEmail { installMailed(into: &router) }
        if settings.enableAdmin { AdminRoutes(accounts: accounts).install(into: &router) }
    }

    /// What people change about themselves.
    private func installPersonal(into router: inout Router) {
        let settings = accounts.settings
        let owner = accounts.signedInUnconfirmed

        let reader = accounts.accepting(token: TokenScope.readAccount.name, owner)

        let profile = EditProfile(accounts: accounts)
        let writer = accounts.accepting(token: TokenScope.writeAccount.name, owner)
        router.get(settings.editProfilePath, name: "user.edit-profile", requiring: reader, profile.show)
        router.post(settings.editProfilePath, name: "user.edit-profile", requiring: writer, profile.submit)

        let sessions = ManageSessions(accounts: accounts)
        router.get(settings.sessionsPath, name: "user.sessions", requiring: reader, sessions.show)
        router.post(settings.sessionsPath, name: "user.sessions", requiring: owner, sessions.submit)

        let data = YourData(accounts: accounts)
        let path = settings.yourDataPath
        router.get(path, name: "user.your-data", requiring: accounts.fresh(owner), data.show)
        router.post(path + "/export", name: "user.export-data", requiring: accounts.fresh(owner), data.export)
        if settings.enableDeleteAccount {
            router.post(path + "/delete", name: "user.delete-account", requiring: accounts.fresh(owner), data.delete)
        }

        let confirm = ConfirmPassword(accounts: accounts)
        router.get(settings.confirmPasswordPath, name: "user.confirm-password", requiring: owner, confirm.show)
        router.post(settings.confirmPasswordPath, name: "user.confirm-password", requiring: owner, confirm.submit)

        let twoStep = TwoStep(accounts: accounts)
        router.get(settings.twoStepPath, name: "user.two-step", requiring: accounts.fresh(owner), twoStep.show)
        router.post(settings.twoStepPath, name: "user.two-step", requiring: accounts.fresh(owner), twoStep.submit)
        router.post(settings.secondFactorPath, name: "user.second-factor", GiveCode(accounts: accounts).submit)

        if settings.enablePasskeys { installPasskeys(into: &router) }

        if !settings.identityProviders.isEmpty {
            let with = SignInWith(accounts: accounts)
            let path = settings.signInWithPath + "/:provider"
            router.get(path, name: "user.sign-in-with", with.start)
            router.post(path, name: "user.prove-with", requiring: owner, with.prove)
            router.get(path + "/callback", name: "user.sign-in-with-callback", with.finish)
            let identities = ManageIdentities(accounts: accounts)
            router.get(settings.identitiesPath, name: "user.identities", requiring: owner, identities.show)
            router.post(
                settings.identitiesPath, name: "user.identities", requiring: accounts.fresh(owner), identities.submit)
        }
        if settings.enableTokens {
            let tokens = ManageTokens(accounts: accounts)
            let careful = accounts.fresh(accounts.signedIn)
            router.get(settings.tokensPath, name: "user.tokens", requiring: careful, tokens.show)
            router.post(settings.tokensPath, name: "user.tokens", requiring: careful, tokens.submit)
        }
        if settings.enableChangePassword {
            let password = ChangePassword(accounts: accounts)
            router.get(settings.changePasswordPath, name: "user.change-password", requiring: owner, password.show)
            router.post(settings.changePasswordPath, name: "user.change-password", requiring: owner, password.submit)
        }
        if settings.enableUsername, settings.enableChangeUsername {
            let username = ChangeUsername(accounts: accounts)
            router.get(settings.changeUsernamePath, name: "user.change-username", requiring: owner, username.show)
            router.post(settings.changeUsernamePath, name: "user.change-username", requiring: owner, username.submit)
        }
    }

    private func installPasskeys(into router: inout Router) {
        let path = accounts.settings.passkeysPath
        let owner = accounts.signedInUnconfirmed
        let manage = ManagePasskeys(accounts: accounts)
        router.get(path, name: "user.passkeys", requiring: accounts.fresh(owner), manage.show)
        router.post(path, name: "user.passkeys", requiring: accounts.fresh(owner), manage.submit)
        router.get(path + "/new", name: "user.passkeys-new", requiring: owner, manage.options)

        let signIn = PasskeySignIn(accounts: accounts)
        router.get(path + "/sign-in", name: "user.passkeys-sign-in", signIn.options)
        router.post(path + "/sign-in", name: "user.passkeys-sign-in", signIn.submit)

        let confirm = ConfirmByPasskey(accounts: accounts)
        router.get(path + "/confirm", name: "user.passkeys-confirm", requiring: owner, confirm.options)
        router.post(path + "/confirm", name: "user.passkeys-confirm", requiring: owner, confirm.submit)
    }

    /// What needs mail.
    private func installMailed(into router: inout Router) {
        let settings = accounts.settings
        let owner = accounts.signedInUnconfirmed

        if settings.enableDeleteAccount {
            let keep = KeepAccount(accounts: accounts)
            router.get(settings.keepAccountPath + "/:token", name: "user.keep-account", keep.show)
            router.post(settings.keepAccountPath + "/:token", name: "user.keep-account", keep.submit)
        }
        if settings.enableForgotPassword {
            let forgot = ForgotPassword(accounts: accounts)
            router.get(settings.forgotPasswordPath, name: "user.forgot-password", forgot.show)
            router.post(settings.forgotPasswordPath, name: "user.forgot-password", forgot.submit)
        }
        if settings.mailedSignIn != .off {
            let byMail = SignInByMail(accounts: accounts)
            router.get(settings.emailSignInPath, name: "user.sign-in-by-mail", byMail.show)
            router.post(settings.emailSignInPath, name: "user.sign-in-by-mail", byMail.submit)
        }
        if settings.mailedSignIn.hasLink {
            let link = SignInLink(accounts: accounts)
            router.get(settings.emailSignInPath + "/:token", name: "user.sign-in-link", link.show)
            router.post(settings.emailSignInPath + "/:token", name: "user.sign-in-link", link.submit)
        }
        if settings.enableConfirmEmail {
            let confirm = ConfirmEmail(accounts: accounts)
            router.get(settings.confirmEmailPath + "/:token", name: "user.confirm-email", confirm.show)
            router.post(settings.confirmEmailPath + "/:token", name: "user.confirm-email", confirm.submit)
            let resend = ResendConfirmation(accounts: accounts)
            router.get(settings.resendConfirmationPath, name: "user.resend-confirmation", resend.show)
            router.post(settings.resendConfirmationPath, name: "user.resend-confirmation", resend.submit)
            let change = ChangeEmail(accounts: accounts)
            router.get(settings.changeEmailPath, name: "user.change-email", requiring: owner, change.show)
            router.post(settings.changeEmailPath, name: "user.change-email", requiring: owner, change.submit)
        }
        if settings.enableInviteUser {
            let invite = Invite(accounts: accounts)
            router.get(settings.invitePath, name: "user.invite", requiring: accounts.mayInvite, invite.show)
            router.post(settings.invitePath, name: "user.invite", requiring: accounts.mayInvite, invite.submit)
        }
        if settings.enableConfirmEmail, settings.enableMultipleEmails { installAddresses(into: &router) }
    }

    private func installAddresses(into router: inout Router) {
        let settings = accounts.settings
        let owner = accounts.signedInUnconfirmed
        let reader = accounts.accepting(token: TokenScope.readAccount.name, owner)
        let manage = ManageEmails(accounts: accounts)
        router.get(settings.manageEmailsPath, name: "user.manage-emails", requiring: reader, manage.show)
        router.post(settings.manageEmailsPath, name: "user.manage-emails", requiring: owner, manage.add)
        for kind in [EmailAction<User>.Kind.delete, .makePrimary] {
            let action = EmailAction(accounts: accounts, kind: kind)
            let path = "\(settings.emailActionPath)/:id/\(kind.rawValue)"
            router.get(path, name: "user.email-\(kind.rawValue)", requiring: owner, action.show)
            router.post(path, name: "user.email-\(kind.rawValue)", requiring: owner, action.submit)
        }
        let again = ConfirmAgain(accounts: accounts)
        router.post(settings.emailActionPath + "/:id/confirm", name: "user.email-confirm", requiring: owner, again.submit)
    }
}
