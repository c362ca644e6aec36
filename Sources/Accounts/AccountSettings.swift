public import Secrets

/// Every choice that a site has about its accounts, with its default. Times are in seconds.
///
/// In code they are set as properties; from the environment they are read under Flask-User's names
/// (``init(reading:)``), each of which is named below.
public struct AccountSettings: Sendable {
    // MARK: What people may do

    /// Whether visitors may register; off, the route answers 404. `USER_ENABLE_REGISTER`
    public var enableRegister = true
    /// Whether the sign-in form offers to remember the visitor. `USER_ENABLE_REMEMBER_ME`
    public var enableRememberMe = true
    /// Whether registration asks for the password twice. Flask-User asks; its quickstart, and NIST 800-63B (which would rather
    /// have the password shown), do not. `USER_REQUIRE_RETYPE_PASSWORD`
    public var requireRetypePassword = false
    /// Whether registering signs in too. `USER_AUTO_LOGIN_AFTER_REGISTER`
    public var autoSignInAfterRegister = true
    /// Whether a signed-in visitor of the sign-in page is sent on at once. `USER_AUTO_LOGIN_AT_LOGIN`
    public var sendSignedInAway = true
    /// Whether sign-in tells that a user name is not known. It helps guessers: off. `USER_SHOW_USERNAME_DOES_NOT_EXIST`
    public var showUnknownUsername = false

    // MARK: Passwords

    /// How new passwords are stored; at sign-in a weaker hash is replaced. `USER_PASSWORD_SCHEME` (`bcrypt`, `yescrypt`) and
    /// `USER_PASSWORD_COST` (bcrypt's logarithm of rounds, 4…31).
    public var passwordScheme = PasswordHasher.Scheme.bcrypt(cost: 12)
    /// What a new password must be. `USER_PASSWORD_RULES` (`nist`, `flask-user`)
    public var passwordRules = PasswordRules.nist
    /// How many password hashes may wait for a thread before a sign-in is answered 503. `USER_PASSWORD_QUEUE`
    public var passwordQueueLimit = 256

    // MARK: Sign-in attempts

    /// After how many failed sign-ins to one account from one address further ones are answered 429; 0 is never.
    /// `USER_SIGN_IN_ATTEMPTS`
    public var signInAttempts = 10
    /// How long failed sign-ins count. `USER_SIGN_IN_WINDOW`
    public var signInWindow = 300

    // MARK: Registrations

    /// After how many registrations from one address, refused ones included, further ones are answered 429; 0 is never. Many
    /// people may share an address, so it is high: it is there to stop programs. `USER_REGISTER_ATTEMPTS`
    public var registerAttempts = 500
    /// How long registrations count. `USER_REGISTER_WINDOW`
    public var registerWindow = 3600

    // MARK: Sessions

    /// A session ends when it was not used for this long. `USER_USER_SESSION_EXPIRATION`
    public var sessionIdleTime = 3600
    /// A session ends this long after sign-in, used or not. `USER_SESSION_LIFETIME`
    public var sessionLifetime = 12 * 3600
    /// A remembered session ends this long after sign-in, used or not. `USER_REMEMBER_ME_LIFETIME`
    public var rememberedLifetime = 365 * 24 * 3600

    // MARK: Routes, templates, and where to go after

    /// `USER_REGISTER_URL`
    public var registerPath = "/user/register"
    /// `USER_LOGIN_URL`
    public var signInPath = "/user/sign-in"
    /// `USER_LOGOUT_URL`
    public var signOutPath = "/user/sign-out"
    /// `USER_REGISTER_TEMPLATE`
    public var registerTemplate = "user/register"
    /// `USER_LOGIN_TEMPLATE`
    public var signInTemplate = "user/sign-in"
    /// `USER_LOGOUT_TEMPLATE`
    public var signOutTemplate = "user/sign-out"
    /// `USER_AFTER_REGISTER_ENDPOINT`
    public var afterRegister = "/"
    /// Where sign-in leads without a `next`. `USER_AFTER_LOGIN_ENDPOINT`
    public var afterSignIn = "/"
    /// `USER_AFTER_LOGOUT_ENDPOINT`
    public var afterSignOut = "/"

    // MARK: Shown on pages

    /// The site's name in titles and header, where it is not the site's own. `USER_APP_NAME`
    public var appName: String?
    /// `USER_APP_VERSION`
    public var appVersion: String?
    /// `USER_CORPORATION_NAME`
    public var corporationName: String?
    /// Shown instead of this year. `USER_COPYRIGHT_YEAR`
    public var copyrightYear: String?

    public init() {}
}
