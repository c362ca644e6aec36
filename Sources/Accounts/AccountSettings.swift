import Mail
public import OpenID
public import Secrets

/// Every choice that a site has about its accounts, with its default. Times are in seconds.
///
/// In code they are set as properties; from the environment they are read under Flask-User's names
/// (``init(reading:)``), each of which is named below.
public struct AccountSettings: Sendable {
    // MARK: What people may do

    /// Whether visitors may register; off, the route answers 404. `USER_ENABLE_REGISTER`
    public var enableRegister = true
    /// Whether accounts have mail addresses, and everything that needs one. The site then needs a mail server, a sender and its
    /// own address (`MAIL_SERVER`, ``emailSenderAddress``, `BASE_URL`). `USER_ENABLE_EMAIL`
    public var enableEmail = false
    /// Whether accounts have user names; without them the address is the name. `USER_ENABLE_USERNAME`
    public var enableUsername = true
    /// Whether an account may have several addresses. `USER_ENABLE_MULTIPLE_EMAILS`
    public var enableMultipleEmails = false
    /// Whether an address has to be confirmed by a mailed link. `USER_ENABLE_CONFIRM_EMAIL`
    public var enableConfirmEmail = true
    /// Whether who has not confirmed an address may sign in, to the pages that let them (``Accounts/signedInUnconfirmed``). It
    /// also lets registration tell whether an address has an account. `USER_ALLOW_LOGIN_WITHOUT_CONFIRMED_EMAIL`
    public var allowSignInWithoutConfirmedEmail = false
    /// Whether a password can be replaced by a mailed link. `USER_ENABLE_FORGOT_PASSWORD`
    public var enableForgotPassword = true
    /// `USER_ENABLE_CHANGE_PASSWORD`
    public var enableChangePassword = true
    /// `USER_ENABLE_CHANGE_USERNAME`
    public var enableChangeUsername = true
    /// Whether who may invite (``inviteRole``) can do so. `USER_ENABLE_INVITE_USER`
    public var enableInviteUser = false
    /// Whether registering takes an invitation. `USER_REQUIRE_INVITATION`
    public var requireInvitation = false
    /// Flask-User's `SECRET_KEY`: with it, links of invitations that it mailed open here. `USER_FLASK_SECRET_KEY`
    public var flaskSecretKey: String?
    /// The role of those who may invite; `nil`: everybody who is signed in. `USER_INVITE_ROLE`
    public var inviteRole: String? = "admin"
    /// Whether people can make tokens for programs. `USER_ENABLE_TOKENS`
    public var enableTokens = true
    /// What tokens can be for, beside the account itself (`account:read`, `account:write`).
    public var tokenScopes: [TokenScope] = []
    /// Whether people may delete their own accounts. `USER_ENABLE_DELETE_ACCOUNT`
    public var enableDeleteAccount = true
    /// How long a deletion waits and can be taken back, by signing in or by the mailed link. `USER_DELETE_ACCOUNT_DELAY`
    public var deleteAccountDelay = 14 * 24 * 3600
    /// Whether there are pages under ``adminPath`` for the people who run the site. `USER_ENABLE_ADMIN`
    public var enableAdmin = true
    /// The role of those people. `USER_ADMIN_ROLE`
    public var adminRole = "admin"
    /// Pages of the site's own in the menu of those pages, behind the others.
    public var adminMenu: [AdminMenuEntry] = []
    /// Who has one of these roles needs a second factor, for every page behind ``Accounts/signedIn`` or a role. `USER_SECOND_FACTOR_ROLES`
    public var secondFactorRoles: [String] = []
    /// Whether people may sign in by passkeys. They need the site's name (`BASE_URL` or `ALLOWED_HOSTS`) and TLS. `USER_ENABLE_PASSKEYS`
    public var enablePasskeys = true
    /// Whether sign-in tells that an address is not known. It helps guessers: off. `USER_SHOW_EMAIL_DOES_NOT_EXIST`
    public var showUnknownEmail = false
    /// Whether the sign-in form offers to remember the visitor. `USER_ENABLE_REMEMBER_ME`
    public var enableRememberMe = true
    /// Whether registration asks for the password twice. Flask-User asks; its quickstart, and NIST 800-63B (which would rather
    /// have the password shown), do not. `USER_REQUIRE_RETYPE_PASSWORD`
    public var requireRetypePassword = false
    /// Whether registering signs in too. `USER_AUTO_LOGIN_AFTER_REGISTER`
    public var autoSignInAfterRegister = true
    /// Whether confirming the address of a new account signs in. `USER_AUTO_LOGIN_AFTER_CONFIRM`
    public var autoSignInAfterConfirm = true
    /// Whether choosing a new password by a mailed link signs in. `USER_AUTO_LOGIN_AFTER_RESET_PASSWORD`
    public var autoSignInAfterResetPassword = true
    /// Whether a signed-in visitor of the sign-in page is sent on at once. `USER_AUTO_LOGIN_AT_LOGIN`
    public var sendSignedInAway = true
    /// Whether sign-in tells that a user name is not known. It helps guessers: off. `USER_SHOW_USERNAME_DOES_NOT_EXIST`
    public var showUnknownUsername = false

    // MARK: Signing in elsewhere

    /// Where else people can sign in. `USER_GOOGLE_…`, `USER_GITHUB_…` and `USER_OIDC_…` add one each.
    public var identityProviders: [IdentityProvider] = []

    // MARK: Passwords

    /// How new passwords are stored; at sign-in a weaker hash is replaced. `USER_PASSWORD_SCHEME` (`bcrypt`, `yescrypt`) and
    /// `USER_PASSWORD_COST` (bcrypt's logarithm of rounds, 4…31).
    public var passwordScheme = PasswordHasher.Scheme.bcrypt(cost: 12)
    /// What a new password must be. `USER_PASSWORD_RULES` (`nist`, `flask-user`)
    public var passwordRules = PasswordRules.nist
    /// Where new passwords are looked up among breached ones, by the first digits of a digest: the range API of Have I Been Pwned, as
    /// `https://api.pwnedpasswords.com/range/`. `nil`: nowhere but in the list of the commonest that comes with the program.
    /// `USER_BREACHED_PASSWORDS_URL`
    public var breachedPasswordsURL: String?
    /// How many password hashes may wait for a thread before a sign-in is answered 503. `USER_PASSWORD_QUEUE`
    public var passwordQueueLimit = 256

    // MARK: Sign-in attempts

    /// After how many failed sign-ins to one account from one address further ones are answered 429; 0 is never.
    /// `USER_SIGN_IN_ATTEMPTS`
    public var signInAttempts = 10
    /// How long failed sign-ins count. `USER_SIGN_IN_WINDOW`
    public var signInWindow = 300
    /// After how many failed sign-ins from one address, to whatever accounts, further ones are answered 429; 0 is never.
    /// `USER_SIGN_IN_ATTEMPTS_PER_ADDRESS`
    public var signInAttemptsPerAddress = 200
    /// After how many failed sign-ins to one account, from wherever, it is locked for ``lockOutTime``, but for addresses that its user
    /// signed in from before; 0 is never. `USER_SIGN_IN_ATTEMPTS_PER_ACCOUNT`
    public var signInAttemptsPerAccount = 100
    /// How long failed sign-ins count for those two. `USER_SIGN_IN_LONG_WINDOW`
    public var signInLongWindow = 3600
    /// `USER_LOCK_OUT_TIME`
    public var lockOutTime = 900

    // MARK: Registrations

    /// After how many registrations from one address, refused ones included, further ones are answered 429; 0 is never. Many
    /// people may share an address, so it is high: it is there to stop programs. `USER_REGISTER_ATTEMPTS`
    public var registerAttempts = 500
    /// In production a registration that comes sooner after its page is a program's, and is asked to come again. In seconds; 0 is never.
    /// `USER_REGISTER_MINIMUM_TIME`
    public var registerMinimumTime = 2
    /// How long registrations count. `USER_REGISTER_WINDOW`
    public var registerWindow = 3600

    // MARK: Sessions

    /// A session ends when it was not used for this long. `USER_USER_SESSION_EXPIRATION`
    public var sessionIdleTime = 3600
    /// A session ends this long after sign-in, used or not. `USER_SESSION_LIFETIME`
    public var sessionLifetime = 12 * 3600
    /// A remembered session ends this long after sign-in, used or not. `USER_REMEMBER_ME_LIFETIME`
    public var rememberedLifetime = 365 * 24 * 3600

    /// How long a device that gave a code is not asked for another, where its user says so; 0 is never.
    /// `USER_SECOND_FACTOR_DEVICE_LIFETIME`
    public var secondFactorDeviceLifetime = 30 * 24 * 3600
    /// How long a password counts as given lately, for guards that ask that (``Accounts/fresh(_:)``). `USER_FRESH_TIME`
    public var freshTime = 900
    /// How long the audit log keeps what it has. `USER_AUDIT_LIFETIME`
    public var auditLifetime = 365 * 24 * 3600

    // MARK: Mail

    /// Whom the site's mails come from. `USER_EMAIL_SENDER_EMAIL`
    public var emailSenderAddress: String?
    /// The sender's name; the site's where there is none. `USER_EMAIL_SENDER_NAME`
    public var emailSenderName: String?
    /// Whether a new account is welcomed by mail. `USER_SEND_REGISTERED_EMAIL`
    public var sendRegisteredEmail = true
    /// `USER_SEND_PASSWORD_CHANGED_EMAIL`
    public var sendPasswordChangedEmail = true
    /// `USER_SEND_USERNAME_CHANGED_EMAIL`
    public var sendUsernameChangedEmail = true
    /// Whether a mail tells of a new token, passkey, linked provider or second factor, and of one that went.
    /// `USER_SEND_SECURITY_NOTICE_EMAIL`
    public var sendSecurityNoticeEmail = true
    /// How long a link that confirms an address works. `USER_CONFIRM_EMAIL_EXPIRATION`
    public var confirmEmailLifetime = 2 * 24 * 3600
    /// How long a link to a new password works, once. `USER_RESET_PASSWORD_EXPIRATION`
    public var resetPasswordLifetime = 3600
    /// Whether people may sign in by a mail, and what it holds. `USER_EMAIL_SIGN_IN` (`off`, `link`, `code`, `both`)
    public var mailedSignIn = MailedSignIn.off
    /// How long such a mail works, once. `USER_EMAIL_SIGN_IN_EXPIRATION`
    public var emailSignInLifetime = 900
    /// How long an invitation works. `USER_INVITE_EXPIRATION`
    public var inviteLifetime = 90 * 24 * 3600
    /// After how many mails that were asked for from one network address further ones are answered 429; 0 is never.
    /// `USER_MAIL_REQUESTS`
    public var mailRequests = 50
    /// The same for mails to one mail address. `USER_MAILS_PER_ADDRESS`
    public var mailsPerAddress = 5
    /// How long they count. `USER_MAIL_REQUEST_WINDOW`
    public var mailRequestWindow = 3600
    /// Where the mails' words are.
    public var mailTemplates = MailTemplates()

    // MARK: Routes, templates, and where to go after

    /// `USER_REGISTER_URL`
    public var registerPath = "/user/register"
    /// `USER_LOGIN_URL`
    public var signInPath = "/user/sign-in"
    /// `USER_LOGOUT_URL`
    public var signOutPath = "/user/sign-out"
    /// `USER_EDIT_USER_PROFILE_URL`
    public var editProfilePath = "/user/edit_user_profile"
    /// `USER_CHANGE_PASSWORD_URL`
    public var changePasswordPath = "/user/change-password"
    /// `USER_CHANGE_USERNAME_URL`
    public var changeUsernamePath = "/user/change-username"
    /// `USER_CHANGE_EMAIL_URL`
    public var changeEmailPath = "/user/change-email"
    /// `USER_SESSIONS_URL`
    public var sessionsPath = "/user/sessions"
    /// `USER_CONFIRM_PASSWORD_URL`
    public var confirmPasswordPath = "/user/confirm-password"
    /// `USER_TWO_STEP_URL`
    public var twoStepPath = "/user/two-step"
    /// Where the code is asked for at sign-in. `USER_SECOND_FACTOR_URL`
    public var secondFactorPath = "/user/second-factor"
    /// `USER_PASSKEYS_URL`
    public var passkeysPath = "/user/passkeys"
    /// Before `/<provider>` and `/<provider>/callback`. `USER_SIGN_IN_WITH_URL`
    public var signInWithPath = "/user/sign-in-with"
    /// `USER_IDENTITIES_URL`
    public var identitiesPath = "/user/identities"
    /// `USER_TOKENS_URL`
    public var tokensPath = "/user/tokens"
    /// `USER_ADMIN_URL`
    public var adminPath = "/admin"
    /// Where visitors choose a language. `USER_LANGUAGE_URL`
    public var languagePath = "/user/language"
    /// Where people take their data along, and delete their account. `USER_YOUR_DATA_URL`
    public var yourDataPath = "/user/your-data"
    /// Before the link's token. `USER_KEEP_ACCOUNT_URL`
    public var keepAccountPath = "/user/keep-account"
    /// `USER_MANAGE_EMAILS_URL`
    public var manageEmailsPath = "/user/manage-emails"
    /// Before `/<id>/delete` and the like. `USER_EMAIL_ACTION_URL`
    public var emailActionPath = "/user/email"
    /// Before the link's token. `USER_CONFIRM_EMAIL_URL`
    public var confirmEmailPath = "/user/confirm-email"
    /// `USER_RESEND_EMAIL_CONFIRMATION_URL`
    public var resendConfirmationPath = "/user/resend-email-confirmation"
    /// `USER_FORGOT_PASSWORD_URL`
    public var forgotPasswordPath = "/user/forgot-password"
    /// Also before the link's token. `USER_EMAIL_SIGN_IN_URL`
    public var emailSignInPath = "/user/sign-in-by-mail"
    /// Before the link's token. `USER_RESET_PASSWORD_URL`
    public var resetPasswordPath = "/user/reset-password"
    /// `USER_INVITE_USER_URL`
    public var invitePath = "/user/invite"
    /// `USER_REGISTER_TEMPLATE`
    public var registerTemplate = "user/register"
    /// `USER_LOGIN_TEMPLATE`
    public var signInTemplate = "user/sign-in"
    /// `USER_LOGOUT_TEMPLATE`
    public var signOutTemplate = "user/sign-out"
    /// `USER_EDIT_USER_PROFILE_TEMPLATE`
    public var editProfileTemplate = "user/edit-profile"
    /// `USER_CHANGE_PASSWORD_TEMPLATE`
    public var changePasswordTemplate = "user/change-password"
    /// `USER_CHANGE_USERNAME_TEMPLATE`
    public var changeUsernameTemplate = "user/change-username"
    /// `USER_CHANGE_EMAIL_TEMPLATE`
    public var changeEmailTemplate = "user/change-email"
    /// `USER_SESSIONS_TEMPLATE`
    public var sessionsTemplate = "user/sessions"
    /// `USER_CONFIRM_PASSWORD_TEMPLATE`
    public var confirmPasswordTemplate = "user/confirm-password"
    /// `USER_TWO_STEP_TEMPLATE`
    public var twoStepTemplate = "user/two-step"
    /// `USER_IDENTITIES_TEMPLATE`
    public var identitiesTemplate = "user/identities"
    /// `USER_GO_ON_TEMPLATE`
    public var goOnTemplate = "user/go-on"
    /// `USER_TOKENS_TEMPLATE`
    public var tokensTemplate = "user/tokens"
    /// `USER_SECOND_FACTOR_TEMPLATE`
    public var secondFactorTemplate = "user/second-factor"
    /// `USER_PASSKEYS_TEMPLATE`
    public var passkeysTemplate = "user/passkeys"
    /// `USER_LANGUAGE_TEMPLATE`
    public var languageTemplate = "user/language"
    /// `USER_YOUR_DATA_TEMPLATE`
    public var yourDataTemplate = "user/your-data"
    /// `USER_KEEP_ACCOUNT_TEMPLATE`
    public var keepAccountTemplate = "user/keep-account"
    /// `USER_MANAGE_EMAILS_TEMPLATE`
    public var manageEmailsTemplate = "user/manage-emails"
    /// `USER_EMAIL_ACTION_TEMPLATE`
    public var emailActionTemplate = "user/email-action"
    /// `USER_CONFIRM_EMAIL_PAGE_TEMPLATE`
    public var confirmEmailTemplate = "user/confirm-email"
    /// `USER_RESEND_CONFIRM_EMAIL_TEMPLATE`
    public var resendConfirmationTemplate = "user/resend-confirmation"
    /// `USER_FORGOT_PASSWORD_TEMPLATE`
    public var forgotPasswordTemplate = "user/forgot-password"
    /// `USER_EMAIL_SIGN_IN_TEMPLATE`
    public var emailSignInTemplate = "user/sign-in-by-mail"
    /// `USER_SIGN_IN_LINK_TEMPLATE`
    public var signInLinkTemplate = "user/sign-in-link"
    /// `USER_RESET_PASSWORD_PAGE_TEMPLATE`
    public var resetPasswordTemplate = "user/reset-password"
    /// `USER_LINK_IS_OVER_TEMPLATE`
    public var linkIsOverTemplate = "user/link-is-over"
    /// `USER_INVITE_USER_TEMPLATE`
    public var inviteTemplate = "user/invite"
    /// `USER_AFTER_REGISTER_ENDPOINT`
    public var afterRegister = "/"
    /// Where sign-in leads without a `next`. `USER_AFTER_LOGIN_ENDPOINT`
    public var afterSignIn = "/"
    /// `USER_AFTER_LOGOUT_ENDPOINT`
    public var afterSignOut = "/"
    /// `USER_AFTER_EDIT_USER_PROFILE_ENDPOINT`
    public var afterEditProfile = "/user/edit_user_profile"
    /// `USER_AFTER_CHANGE_PASSWORD_ENDPOINT`
    public var afterChangePassword = "/"
    /// `USER_AFTER_CHANGE_USERNAME_ENDPOINT`
    public var afterChangeUsername = "/"
    /// `USER_AFTER_CHANGE_EMAIL_ENDPOINT`
    public var afterChangeEmail = "/"
    /// `USER_AFTER_CONFIRM_ENDPOINT`
    public var afterConfirmEmail = "/"
    /// `USER_AFTER_RESEND_EMAIL_CONFIRMATION_ENDPOINT`
    public var afterResendConfirmation = "/"
    /// `USER_AFTER_FORGOT_PASSWORD_ENDPOINT`
    public var afterForgotPassword = "/"
    /// `USER_AFTER_RESET_PASSWORD_ENDPOINT`
    public var afterResetPassword = "/"
    /// `USER_AFTER_INVITE_ENDPOINT`
    public var afterInvite = "/"

    // MARK: Shown on pages

    /// The site's name in titles and header, where it is not the site's own. `USER_APP_NAME`
    public var appName: String?
    /// `USER_APP_VERSION`
    public var appVersion: String?
    /// `USER_CORPORATION_NAME`
    public var corporationName: String?
    /// Shown instead of this year. `USER_COPYRIGHT_YEAR`
    public var copyrightYear: String?

    /// Every setting as it is where nobody sets it.
    public init() {}
}
