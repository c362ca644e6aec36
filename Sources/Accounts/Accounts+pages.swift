import Web

extension Accounts {
    /// What every page may show.
    ///
    /// - `current_user`: the signed-in user's properties; absent for other visitors
    /// - `register_url` (absent where nobody may register), `sign_in_url`, `sign_out_url`
    /// - `profile_url`, `sessions_url`, `two_step_url`, and of what is switched on `passkeys_url`, `identities_url` and `identity_providers` (each
    ///   with `id`, `name` and `url`), `tokens_url`, `change_password_url`, `change_username_url`, `change_email_url`,
    ///   `manage_emails_url`, `forgot_password_url`, `email_sign_in_url`, `resend_confirmation_url`
    /// - `your_data_url`, and `admin_url` for those who run the site
    /// - `language_url`, where the site speaks several languages
    /// - `app_name`, `app_version`, `corporation_name`, `copyright_year`: absent where no setting gives them
    func addPageVariables(to site: inout Site) {
        let fixed = fixedVariables
        site.pageVariables.append { _ in fixed }
        site.pageVariables.append { context in
            var variables: [String: any Sendable] = [:]
            if let user = try await currentUser.find(in: context) { variables["current_user"] = user }
            if try await currentUser.isAdmin(in: context) { variables["admin_url"] = settings.adminPath }
            if context.languages.count > 1 { variables["language_url"] = settings.languagePath }
            return variables
        }
    }

    /// What is the same on each page, gathered once.
    private var fixedVariables: [String: any Sendable] {
        var variables: [String: any Sendable] = [
            "sign_in_url": settings.signInPath,
            "sign_out_url": settings.signOutPath,
        ]
        if settings.enableRegister { variables["register_url"] = settings.registerPath }
        variables.merge(offers) { $1 }
        if let name = settings.appName { variables["app_name"] = name }
        if let version = settings.appVersion { variables["app_version"] = version }
        if let corporation = settings.corporationName { variables["corporation_name"] = corporation }
        if let year = settings.copyrightYear { variables["copyright_year"] = year }
        return variables
    }

    /// The paths of what is switched on.
    private var offers: [String: any Sendable] {
        var offers: [String: any Sendable] = [
            "profile_url": settings.editProfilePath, "sessions_url": settings.sessionsPath, "two_step_url": settings.twoStepPath,
            "your_data_url": settings.yourDataPath,
        ]
        if settings.enablePasskeys { offers["passkeys_url"] = settings.passkeysPath }
        if !settings.identityProviders.isEmpty {
            offers["identities_url"] = settings.identitiesPath
            offers["identity_providers"] = variables(ofProviders: nil)
        }
        if settings.enableTokens { offers["tokens_url"] = settings.tokensPath }
        if settings.enableChangePassword { offers["change_password_url"] = settings.changePasswordPath }
        if settings.enableUsername, settings.enableChangeUsername { offers["change_username_url"] = settings.changeUsernamePath }
        guard settings.enableEmail else { return offers }
        if settings.enableMultipleEmails { offers["manage_emails_url"] = settings.manageEmailsPath }
        if settings.enableConfirmEmail {
            offers["change_email_url"] = settings.changeEmailPath
            offers["resend_confirmation_url"] = settings.resendConfirmationPath
        }
        if settings.mailedSignIn != .off { offers["email_sign_in_url"] = settings.emailSignInPath }
        if settings.enableForgotPassword { offers["forgot_password_url"] = settings.forgotPasswordPath }
        return offers
    }

    /// The templates that pages and mails of what is switched on will name.
    var requiredTemplates: [String] {
        var names = [
            settings.signInTemplate, settings.signOutTemplate, settings.editProfileTemplate, settings.sessionsTemplate,
            settings.confirmPasswordTemplate, settings.twoStepTemplate, settings.secondFactorTemplate,
            settings.resetPasswordTemplate, settings.linkIsOverTemplate, settings.languageTemplate, settings.yourDataTemplate,
        ]
        if settings.enableRegister { names.append(settings.registerTemplate) }
        if settings.enablePasskeys { names.append(settings.passkeysTemplate) }
        if settings.enableChangePassword { names.append(settings.changePasswordTemplate) }
        if settings.enableUsername, settings.enableChangeUsername { names.append(settings.changeUsernameTemplate) }
        if !settings.identityProviders.isEmpty { names += [settings.identitiesTemplate, settings.goOnTemplate] }
        if settings.enableTokens { names.append(settings.tokensTemplate) }
        if settings.enableAdmin { names += AdminRoutes<User>.templates }
        guard settings.enableEmail else { return names }
        if settings.enableMultipleEmails { names += [settings.manageEmailsTemplate, settings.emailActionTemplate] }
        if settings.enableConfirmEmail {
            names += [settings.confirmEmailTemplate, settings.resendConfirmationTemplate, settings.changeEmailTemplate]
        }
        if settings.mailedSignIn != .off { names += [settings.emailSignInTemplate, settings.signInLinkTemplate] }
        if settings.enableForgotPassword { names.append(settings.forgotPasswordTemplate) }
        if settings.enableInviteUser { names.append(settings.inviteTemplate) }
        if settings.enableDeleteAccount { names.append(settings.keepAccountTemplate) }
        let folders = AccountMail.allCases.map { settings.mailTemplates.folder(of: $0) }
        return names + folders.flatMap { [$0 + "/subject", $0 + "/text", $0 + "/html"] }
    }
}
