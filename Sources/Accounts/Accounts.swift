// Accounts: people. One file for each thing a person can do (Register, SignIn, SignOut), one index of routes (AccountRoutes),
// one place for every setting (AccountSettings) and for every text (Texts).

public import Database
public import Web

/// The accounts of a site whose users are `User`s: what it needs to know of people, and what people can do.
///
///     let users = Accounts<User>(settings: AccountSettings())
///     users.install(into: &site)
///     site.get("/members", requiring: users.signedIn) { _, user in Page("members", ["user": user]) }
public struct Accounts<User: UserModel>: Sendable {
    /// What the site decided.
    public let settings: AccountSettings

    let texts = Texts()
    let passwords: PasswordDesk
    let limiter: AttemptLimiter
    let signInSources: AttemptLimiter
    let signInNames: AttemptLimiter
    let registrations: AttemptLimiter
    let mailRequests: MailRequests
    let listeners = EventListeners()
    let personal = PersonalSections()
    let breaches: BreachedPasswords?
    let bell = MailBell()
    let sessions: UserSessions
    let identities: IdentityDesk
    let remembering: RememberCookie
    let devices: DeviceCookie
    let currentUser: CurrentUser<User>

    /// Accounts by these settings; a site makes them by `app.accounts(User.self)`.
    public init(settings: AccountSettings) {
        self.settings = settings
        passwords = PasswordDesk(scheme: settings.passwordScheme, limit: settings.passwordQueueLimit)
        limiter = AttemptLimiter(limit: settings.signInAttempts, window: settings.signInWindow)
        signInSources = AttemptLimiter(limit: settings.signInAttemptsPerAddress, window: settings.signInLongWindow)
        signInNames = AttemptLimiter(limit: settings.signInAttemptsPerAccount, window: settings.signInLongWindow)
        registrations = AttemptLimiter(limit: settings.registerAttempts, window: settings.registerWindow)
        mailRequests = MailRequests(settings)
        breaches = settings.breachedPasswordsURL.map { BreachedPasswords(url: $0) }
        sessions = UserSessions(settings)
        identities = IdentityDesk(settings.identityProviders)
        remembering = RememberCookie(lifetime: settings.rememberedLifetime)
        devices = DeviceCookie(lifetime: settings.secondFactorDeviceLifetime)
        currentUser = CurrentUser(
            sessions: sessions, remembering: remembering, adminRole: settings.enableAdmin ? settings.adminRole : nil)
    }

    /// The user behind a request, for pages that greet members and are open to all; `nil` for other visitors.
    public func user(in context: Context) async throws -> User? { try await currentUser.find(in: context) }

    /// Adds the routes of the accounts, and what every page may show: `current_user`, the accounts' links, the site's names.
    public func install(into site: inout Site) {
        AccountRoutes(self).install(into: &site.router)
        site.requiredTemplates += requiredTemplates
        addPageVariables(to: &site)
        site.pageVariableNames.formUnion(AccountPageVariables.names)
    }

    /// The tables that all accounts need.
    public static var migrations: [Migration] { AccountMigrations.all }

    /// The tables that these accounts need: with mail some more.
    public var migrations: [Migration] { Self.migrations + (settings.enableEmail ? MailMigrations.all : []) }

    /// The accounts as the command line sees them.
    public func directory(_ engine: any DatabaseEngine) -> AccountDirectory {
        directory(engine) { [settings] in .commandLine(settings) }
    }

    func directory(_ engine: any DatabaseAccess, _ witness: @escaping @Sendable () -> AuditWitness) -> AccountDirectory {
        AccountDirectory(
            engine: engine, passwords: passwords, settings: settings, texts: texts, personal: personal, witness: witness)
    }
}
