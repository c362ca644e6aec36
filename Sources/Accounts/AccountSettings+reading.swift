import Secrets
import Web

extension AccountSettings {
    /// Reads the settings that `value` has, from an environment or a `.env` file, and leaves the others at their defaults.
    ///
    /// - Parameter value: gives the text of a name such as `USER_ENABLE_REGISTER`, or `nil` where it is not set.
    /// - Throws: ``AccountSettingError`` for the first value that is not allowed.
    public init(reading value: (String) -> String?) throws {
        self.init()
        for entry in Self.entries {
            guard let text = value(entry.name) else { continue }
            guard entry.apply(&self, text) else {
                throw AccountSettingError(name: entry.name, value: text, allowed: entry.allowed)
            }
        }
        identityProviders = try IdentityProviderNames.providers(reading: value)
    }

    /// All names that ``init(reading:)`` knows: any other `USER_…` is a slip that the start should report.
    public static var names: [String] { entries.map(\.name) + IdentityProviderNames.all }

    private static var entries: [SettingEntry] { switches + passwords + times + places + words + mail }

    private static var switches: [SettingEntry] {
        [
            .flag("USER_ENABLE_REGISTER", \.enableRegister),
            .flag("USER_ENABLE_REMEMBER_ME", \.enableRememberMe),
            .flag("USER_REQUIRE_RETYPE_PASSWORD", \.requireRetypePassword),
            .flag("USER_AUTO_LOGIN_AFTER_REGISTER", \.autoSignInAfterRegister),
            .flag("USER_AUTO_LOGIN_AFTER_CONFIRM", \.autoSignInAfterConfirm),
            .flag("USER_AUTO_LOGIN_AFTER_RESET_PASSWORD", \.autoSignInAfterResetPassword),
            .flag("USER_AUTO_LOGIN_AT_LOGIN", \.sendSignedInAway),
            .flag("USER_SHOW_USERNAME_DOES_NOT_EXIST", \.showUnknownUsername),
            .flag("USER_SHOW_EMAIL_DOES_NOT_EXIST", \.showUnknownEmail),
            .flag("USER_ENABLE_USERNAME", \.enableUsername),
            .flag("USER_ENABLE_EMAIL", \.enableEmail),
            .flag("USER_ENABLE_MULTIPLE_EMAILS", \.enableMultipleEmails),
            .flag("USER_ENABLE_CONFIRM_EMAIL", \.enableConfirmEmail),
            .flag("USER_ALLOW_LOGIN_WITHOUT_CONFIRMED_EMAIL", \.allowSignInWithoutConfirmedEmail),
            .flag("USER_ENABLE_FORGOT_PASSWORD", \.enableForgotPassword),
            .flag("USER_ENABLE_CHANGE_PASSWORD", \.enableChangePassword),
            .flag("USER_ENABLE_CHANGE_USERNAME", \.enableChangeUsername),
            .flag("USER_ENABLE_INVITE_USER", \.enableInviteUser),
            .flag("USER_REQUIRE_INVITATION", \.requireInvitation),
            .text("USER_INVITE_ROLE", \.inviteRole),
            .flag("USER_ENABLE_TOKENS", \.enableTokens),
            .flag("USER_ENABLE_DELETE_ACCOUNT", \.enableDeleteAccount),
            .text("USER_FLASK_SECRET_KEY", \.flaskSecretKey),
            .flag("USER_ENABLE_ADMIN", \.enableAdmin),
            .flag("USER_ENABLE_PASSKEYS", \.enablePasskeys),
            SettingEntry(name: "USER_SECOND_FACTOR_ROLES", allowed: "names of roles with commas between them") { settings, text in
                let roles = text.split(separator: ",").map { RoleName(String($0)) }
                settings.secondFactorRoles = roles.compactMap { $0?.description }
                return settings.secondFactorRoles.count == roles.count
            },
            SettingEntry(name: "USER_ADMIN_ROLE", allowed: "the name of a role, 1 to 50 characters") { settings, text in
                guard let role = RoleName(text) else { return false }
                settings.adminRole = role.description
                return true
            },
        ]
    }

    private static var passwords: [SettingEntry] {
        [
            SettingEntry(name: "USER_PASSWORD_SCHEME", allowed: "bcrypt, yescrypt") { settings, text in
                switch text {
                case "bcrypt": settings.passwordScheme = .bcrypt(cost: settings.passwordScheme.bcryptCost ?? 12)
                case "yescrypt": settings.passwordScheme = .yescrypt
                default: return false
                }
                return true
            },
            SettingEntry(name: "USER_PASSWORD_COST", allowed: "4 to 31, under bcrypt") { settings, text in
                guard let cost = Int(text), (4...31).contains(cost), settings.passwordScheme != .yescrypt else { return false }
                settings.passwordScheme = .bcrypt(cost: cost)
                return true
            },
            SettingEntry(name: "USER_PASSWORD_RULES", allowed: "nist, flask-user") { settings, text in
                guard let rules = PasswordRules(named: text) else { return false }
                settings.passwordRules = rules
                return true
            },
            SettingEntry(
                name: "USER_BREACHED_PASSWORDS_URL", allowed: "a URL such as https://api.pwnedpasswords.com/range/"
            ) { settings, text in
                guard text.hasPrefix("https://") || text.hasPrefix("http://"), !text.contains(where: \.isWhitespace) else {
                    return false
                }
                settings.breachedPasswordsURL = text
                return true
            },
            .number("USER_PASSWORD_QUEUE", 1...100_000, \.passwordQueueLimit),
        ]
    }

    private static var times: [SettingEntry] {
        let decade = 10 * 365 * 24 * 3600
        return [
            .number("USER_SIGN_IN_ATTEMPTS", 0...1_000_000, \.signInAttempts),
            .number("USER_SIGN_IN_WINDOW", 1...decade, \.signInWindow),
            .number("USER_SIGN_IN_ATTEMPTS_PER_ADDRESS", 0...1_000_000, \.signInAttemptsPerAddress),
            .number("USER_SIGN_IN_ATTEMPTS_PER_ACCOUNT", 0...1_000_000, \.signInAttemptsPerAccount),
            .number("USER_SIGN_IN_LONG_WINDOW", 1...decade, \.signInLongWindow),
            .number("USER_LOCK_OUT_TIME", 1...86_400, \.lockOutTime),
            .number("USER_REGISTER_ATTEMPTS", 0...1_000_000, \.registerAttempts),
            .number("USER_REGISTER_MINIMUM_TIME", 0...60, \.registerMinimumTime),
            .number("USER_REGISTER_WINDOW", 1...decade, \.registerWindow),
            .number("USER_USER_SESSION_EXPIRATION", 1...decade, \.sessionIdleTime),
            .number("USER_SESSION_LIFETIME", 1...decade, \.sessionLifetime),
            .number("USER_REMEMBER_ME_LIFETIME", 1...decade, \.rememberedLifetime),
            .number("USER_SECOND_FACTOR_DEVICE_LIFETIME", 0...decade, \.secondFactorDeviceLifetime),
            .number("USER_FRESH_TIME", 1...decade, \.freshTime),
            .number("USER_DELETE_ACCOUNT_DELAY", 1...decade, \.deleteAccountDelay),
            .number("USER_AUDIT_LIFETIME", 60...decade, \.auditLifetime),
        ]
    }

    private static var places: [SettingEntry] {
        [
            .path("USER_REGISTER_URL", \.registerPath),
            .path("USER_LOGIN_URL", \.signInPath),
            .path("USER_LOGOUT_URL", \.signOutPath),
            .template("USER_REGISTER_TEMPLATE", \.registerTemplate),
            .template("USER_LOGIN_TEMPLATE", \.signInTemplate),
            .template("USER_LOGOUT_TEMPLATE", \.signOutTemplate),
            .destination("USER_AFTER_REGISTER_ENDPOINT", \.afterRegister),
            .destination("USER_AFTER_LOGIN_ENDPOINT", \.afterSignIn),
            .destination("USER_AFTER_LOGOUT_ENDPOINT", \.afterSignOut),
        ] + personalPlaces + mailedPlaces
    }

    private static var words: [SettingEntry] {
        [
            .text("USER_APP_NAME", \.appName),
            .text("USER_APP_VERSION", \.appVersion),
            .text("USER_CORPORATION_NAME", \.corporationName),
            .text("USER_COPYRIGHT_YEAR", \.copyrightYear),
        ]
    }
}

extension PasswordHasher.Scheme {
    /// bcrypt's cost; `nil` under another scheme.
    var bcryptCost: Int? {
        if case .bcrypt(let cost) = self { cost } else { nil }
    }
}
