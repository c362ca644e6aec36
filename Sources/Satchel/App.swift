public import Accounts
public import Database
public import Web

/// A site, as it is put together: its routes, its people, its migrations. A value: nothing changes after ``run()``.
///
///     var app = App(Settings.load())
///     let users = app.accounts(User.self)
///
///     app.get("/") { _ in Page("home") }
///     app.get("/members", requiring: users.signedIn) { _, user in Page("members", ["user": user]) }
///
///     await app.run()
public struct App: Sendable {
    /// What this site was started with.
    public var settings: Settings
    /// Routes, middleware, and what every page knows.
    public var site = Site()
    /// The schema, in the order in which it is made; the accounts add theirs by themselves.
    public var migrations: [Migration] = []
    /// The models whose tables the site's migrations make; see ``models(_:)``.
    var tables: [ModelTable] = []
    /// The background jobs; see ``task(_:of:options:_:)``.
    public var tasks = TaskRegistry()
    var ownCommands: [OwnCommand] = []
    /// What this process has done lately, for the overview under `/admin`.
    let figures = SiteFigures()
    /// The people's door for commands; `nil` where the site has no accounts.
    package private(set) var directory: (@Sendable (any DatabaseEngine) -> AccountDirectory)?

    /// What sends the site's mails; `nil` where it sends none.
    private(set) var mail: MailService?

    /// A site without pages; the probes `/healthz` and `/readyz` are there, and `/metrics`.
    public init(_ settings: Settings) {
        self.settings = settings
        site.builtInTemplates = BuiltInTemplates.all
        site.builtInLanguages = BuiltInTemplates.languages
        site.builtInPublicFiles = BuiltInTemplates.publicFiles
        site.pageVariableNames = AccountPageVariables.names
        addProbes()
        addMetrics()
        addAPIDocument()
    }

    /// Gives the site people: registering, signing in and out under `/user`, and the guard for pages that ask for them.
    /// - Parameter configure: changes what the settings (`USER_…`) say.
    public mutating func accounts<User: UserModel>(
        _ type: User.Type, configure: (inout AccountSettings) -> Void = { _ in }
    ) -> Accounts<User> {
        var accountSettings = settings.accountSettings()
        configure(&accountSettings)
        let accounts = Accounts<User>(settings: accountSettings)
        settings.note(accountSettings)
        checkProviders(accountSettings)
        accounts.install(into: &site)
        accounts.installTasks(into: &tasks)
        migrations += accounts.migrations
        if accountSettings.enableEmail { mail = addMail(accounts) }
        directory = { accounts.directory($0) }
        return accounts
    }

    /// Providers send people back to an address of ours: in production somebody has to say which.
    private mutating func checkProviders(_ accounts: AccountSettings) {
        guard settings.mode == .production, settings.baseURL == nil, settings.allowedHosts.isEmpty,
            let provider = accounts.identityProviders.first
        else { return }
        settings.problems.append(
            SettingsProblem("BASE_URL is not set: \(provider.name) sends people back to it. Set it to https://example.org, say."))
    }

    /// Checks everything that can be checked without a database.
    /// - Throws: ``StartError`` with all that is wrong with the settings.
    func checked() throws(StartError) {
        guard settings.problems.isEmpty else { throw StartError(settings.problems) }
    }
}

extension App: RouteBuilder {
    /// Adds a route as it is.
    public mutating func add(_ route: Route) { site.add(route) }
}

extension App {
    /// Puts a route in the place of one that is there, an account's say; see ``Web/Site/replace(_:)``.
    public mutating func replace(_ route: Route) { site.replace(route) }

    /// Has a page checked when the site starts; see ``Web/Site/example(_:file:line:)``.
    public mutating func example(_ page: Page, file: StaticString = #fileID, line: UInt = #line) {
        site.example(page, file: file, line: line)
    }
}
