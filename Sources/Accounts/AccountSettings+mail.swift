import Mail

// The settings of what people do with their own accounts, and of mail.

extension AccountSettings {
    static var personalPlaces: [SettingEntry] {
        [
            .path("USER_EDIT_USER_PROFILE_URL", \.editProfilePath),
            .path("USER_CHANGE_PASSWORD_URL", \.changePasswordPath),
            .path("USER_CHANGE_USERNAME_URL", \.changeUsernamePath),
            .path("USER_CHANGE_EMAIL_URL", \.changeEmailPath),
            .path("USER_SESSIONS_URL", \.sessionsPath),
            .path("USER_CONFIRM_PASSWORD_URL", \.confirmPasswordPath),
            .path("USER_TWO_STEP_URL", \.twoStepPath),
            .path("USER_SECOND_FACTOR_URL", \.secondFactorPath),
            .path("USER_PASSKEYS_URL", \.passkeysPath),
            .path("USER_SIGN_IN_WITH_URL", \.signInWithPath),
            .path("USER_IDENTITIES_URL", \.identitiesPath),
            .path("USER_TOKENS_URL", \.tokensPath),
            .path("USER_ADMIN_URL", \.adminPath),
            .path("USER_LANGUAGE_URL", \.languagePath),
            .path("USER_YOUR_DATA_URL", \.yourDataPath),
            .path("USER_KEEP_ACCOUNT_URL", \.keepAccountPath),
            .path("USER_MANAGE_EMAILS_URL", \.manageEmailsPath),
            .path("USER_EMAIL_ACTION_URL", \.emailActionPath),
            .template("USER_EDIT_USER_PROFILE_TEMPLATE", \.editProfileTemplate),
            .template("USER_CHANGE_PASSWORD_TEMPLATE", \.changePasswordTemplate),
            .template("USER_CHANGE_USERNAME_TEMPLATE", \.changeUsernameTemplate),
            .template("USER_CHANGE_EMAIL_TEMPLATE", \.changeEmailTemplate),
            .template("USER_SESSIONS_TEMPLATE", \.sessionsTemplate),
            .template("USER_CONFIRM_PASSWORD_TEMPLATE", \.confirmPasswordTemplate),
            .template("USER_TWO_STEP_TEMPLATE", \.twoStepTemplate),
            .template("USER_SECOND_FACTOR_TEMPLATE", \.secondFactorTemplate),
            .template("USER_PASSKEYS_TEMPLATE", \.passkeysTemplate),
            .template("USER_LANGUAGE_TEMPLATE", \.languageTemplate),
            .template("USER_IDENTITIES_TEMPLATE", \.identitiesTemplate),
            .template("USER_GO_ON_TEMPLATE", \.goOnTemplate),
            .template("USER_TOKENS_TEMPLATE", \.tokensTemplate),
            .template("USER_YOUR_DATA_TEMPLATE", \.yourDataTemplate),
            .template("USER_KEEP_ACCOUNT_TEMPLATE", \.keepAccountTemplate),
            .template("USER_MANAGE_EMAILS_TEMPLATE", \.manageEmailsTemplate),
            .template("USER_EMAIL_ACTION_TEMPLATE", \.emailActionTemplate),
            .destination("USER_AFTER_EDIT_USER_PROFILE_ENDPOINT", \.afterEditProfile),
            .destination("USER_AFTER_CHANGE_PASSWORD_ENDPOINT", \.afterChangePassword),
            .destination("USER_AFTER_CHANGE_USERNAME_ENDPOINT", \.afterChangeUsername),
            .destination("USER_AFTER_CHANGE_EMAIL_ENDPOINT", \.afterChangeEmail),
        ]
    }

    static var mailedPlaces: [SettingEntry] {
        [
            .path("USER_CONFIRM_EMAIL_URL", \.confirmEmailPath),
            .path("USER_RESEND_EMAIL_CONFIRMATION_URL", \.resendConfirmationPath),
            .path("USER_FORGOT_PASSWORD_URL", \.forgotPasswordPath),
            .path("USER_EMAIL_SIGN_IN_URL", \.emailSignInPath),
            .path("USER_RESET_PASSWORD_URL", \.resetPasswordPath),
            .path("USER_INVITE_USER_URL", \.invitePath),
            .template("USER_CONFIRM_EMAIL_PAGE_TEMPLATE", \.confirmEmailTemplate),
            .template("USER_RESEND_CONFIRM_EMAIL_TEMPLATE", \.resendConfirmationTemplate),
            .template("USER_FORGOT_PASSWORD_TEMPLATE", \.forgotPasswordTemplate),
            .template("USER_EMAIL_SIGN_IN_TEMPLATE", \.emailSignInTemplate),
            .template("USER_SIGN_IN_LINK_TEMPLATE", \.signInLinkTemplate),
            .template("USER_RESET_PASSWORD_PAGE_TEMPLATE", \.resetPasswordTemplate),
            .template("USER_LINK_IS_OVER_TEMPLATE", \.linkIsOverTemplate),
            .template("USER_INVITE_USER_TEMPLATE", \.inviteTemplate),
            .destination("USER_AFTER_CONFIRM_ENDPOINT", \.afterConfirmEmail),
            .destination("USER_AFTER_RESEND_EMAIL_CONFIRMATION_ENDPOINT", \.afterResendConfirmation),
            .destination("USER_AFTER_FORGOT_PASSWORD_ENDPOINT", \.afterForgotPassword),
            .destination("USER_AFTER_RESET_PASSWORD_ENDPOINT", \.afterResetPassword),
            .destination("USER_AFTER_INVITE_ENDPOINT", \.afterInvite),
        ]
    }

    static var mail: [SettingEntry] {
        let decade = 10 * 365 * 24 * 3600
        return [
            SettingEntry(name: "USER_EMAIL_SENDER_EMAIL", allowed: "a mail address such as site@example.org") { settings, text in
                guard MailAddress(text) != nil else { return false }
                settings.emailSenderAddress = text
                return true
            },
            .text("USER_EMAIL_SENDER_NAME", \.emailSenderName),
            .flag("USER_SEND_REGISTERED_EMAIL", \.sendRegisteredEmail),
            .flag("USER_SEND_PASSWORD_CHANGED_EMAIL", \.sendPasswordChangedEmail),
            .flag("USER_SEND_USERNAME_CHANGED_EMAIL", \.sendUsernameChangedEmail),
            .flag("USER_SEND_SECURITY_NOTICE_EMAIL", \.sendSecurityNoticeEmail),
            .number("USER_CONFIRM_EMAIL_EXPIRATION", 60...decade, \.confirmEmailLifetime),
            .number("USER_RESET_PASSWORD_EXPIRATION", 60...decade, \.resetPasswordLifetime),
            SettingEntry(
                name: "USER_EMAIL_SIGN_IN", allowed: MailedSignIn.allCases.map(\.rawValue).joined(separator: ", ")
            ) { settings, text in
                guard let choice = MailedSignIn(rawValue: text) else { return false }
                settings.mailedSignIn = choice
                return true
            },
            .number("USER_EMAIL_SIGN_IN_EXPIRATION", 60...86_400, \.emailSignInLifetime),
            .number("USER_INVITE_EXPIRATION", 60...decade, \.inviteLifetime),
            .number("USER_MAIL_REQUESTS", 0...1_000_000, \.mailRequests),
            .number("USER_MAILS_PER_ADDRESS", 0...1_000_000, \.mailsPerAddress),
            .number("USER_MAIL_REQUEST_WINDOW", 1...decade, \.mailRequestWindow),
            .template("USER_CONFIRM_EMAIL_TEMPLATE", \.mailTemplates.confirmEmail),
            .template("USER_CHANGE_EMAIL_EMAIL_TEMPLATE", \.mailTemplates.changeEmail),
            .template("USER_REGISTERED_EMAIL_TEMPLATE", \.mailTemplates.registered),
            .template("USER_RESET_PASSWORD_EMAIL_TEMPLATE", \.mailTemplates.resetPassword),
            .template("USER_PASSWORD_CHANGED_EMAIL_TEMPLATE", \.mailTemplates.passwordChanged),
            .template("USER_USERNAME_CHANGED_EMAIL_TEMPLATE", \.mailTemplates.usernameChanged),
            .template("USER_EMAIL_CHANGED_EMAIL_TEMPLATE", \.mailTemplates.emailChanged),
            .template("USER_INVITE_USER_EMAIL_TEMPLATE", \.mailTemplates.invitation),
            .template("USER_SIGN_IN_EMAIL_TEMPLATE", \.mailTemplates.signIn),
            .template("USER_SIGN_IN_LOCKED_EMAIL_TEMPLATE", \.mailTemplates.signInLocked),
            .template("USER_ACCOUNT_LEAVING_EMAIL_TEMPLATE", \.mailTemplates.accountLeaving),
            .template("USER_SECURITY_NOTICE_EMAIL_TEMPLATE", \.mailTemplates.securityNotice),
            .template("USER_ADDRESS_TAKEN_EMAIL_TEMPLATE", \.mailTemplates.addressTaken),
        ]
    }
}
