import Database
import Foundation
import HTTP
import HTTPTypes
import Logging
import SatchelTesting
import Secrets
import Synchronization
import TestDatabases
import Web
@testable import Accounts

/// The user of the tests' site.
struct User: UserModel {
    var id = UserID()
    var username: String
    var firstName = "", lastName = ""
}

/// A clock that stands still until a test moves it.
final class Clock: Sendable {
    private let time = Mutex(1_800_000_000.0)
    var now: Double { time.withLock { $0 } }
    func advance(by seconds: Double) { time.withLock { $0 += seconds } }
}

/// The quickstart's site over a database of its own: home, members, accounts.
struct TestSite {
    let accounts: Accounts<User>
    let engine: any DatabaseEngine
    let handler: Handler
    let clock = Clock()
    let mailer = TestMailer()
    let postman: Postman
    /// Where the site's links begin.
    static let base = "https://club.example"

    /// - Parameters:
    ///   - engine: instead of an empty database of the kind that `TEST_DATABASE` names.
    ///   - change: what the test wants other than the defaults. Hashes are cheap here: cost 4.
    ///   - pages: adds pages of its own.
    ///   - environment: changes what the site stands on.
    init(
        on engine: (any DatabaseEngine)? = nil, _ change: (inout AccountSettings) -> Void = { _ in },
        pages: (inout Site, Accounts<User>) -> Void = { _, _ in },
        environment: (inout SiteEnvironment) -> Void = { _ in }
    ) async throws {
        var settings = AccountSettings()
        settings.passwordScheme = .bcrypt(cost: 4)
        // The clock stands still.
        settings.registerMinimumTime = 0
        change(&settings)
        accounts = Accounts<User>(settings: settings)
        if let engine {
            self.engine = engine
        } else {
            self.engine = try await TestDatabase.chosen.open("pool_size=3")
        }
        try await Migrator(accounts.migrations + TaskMigrations.all).upgrade(self.engine)
        let (clock, logger) = (clock, Self.logger)
        // Not started: a test delivers when it wants to.
        postman = Postman(
            engine: self.engine, keys: try Self.keys, mailer: mailer, bell: accounts.bell, logger: logger, now: { clock.now })
        handler = try Self.handler(accounts, self.engine, clock, environment, pages)
    }

    private static func handler(
        _ accounts: Accounts<User>, _ engine: any DatabaseEngine, _ clock: Clock, _ change: (inout SiteEnvironment) -> Void,
        _ pages: (inout Site, Accounts<User>) -> Void
    ) throws -> Handler {
        var site = Site()
        accounts.install(into: &site)
        site.get("/") { _ in Page("home") }
        site.get("/members", requiring: accounts.signedIn) { _, user in Page("members", ["user": user]) }
        site.post("/members", requiring: accounts.signedIn) { _, _ in Redirect("/members") }
        pages(&site, accounts)
        var environment = SiteEnvironment(
            mode: .production, keys: try keys, database: engine, templates: root + "/Templates",
            publicFiles: root + "/Public", appName: "Satchel", logger: logger, now: { clock.now })
        environment.baseURL = base
        change(&environment)
        return try site.makeHandler(environment)
    }

    static var keys: SecretKeys { get throws { try SecretKeys([String(repeating: "k", count: 40)]) } }

    private static var logger: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    /// The top of the project, where templates and public files are.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path()

    /// As the command line sees it, by the site's clock.
    var directory: AccountDirectory {
        let (accounts, clock) = (accounts, clock)
        return accounts.directory(engine) {
            AuditWitness(
                actor: nil, name: "command line", address: "", now: Int(clock.now), lifetime: accounts.settings.auditLifetime)
        }
    }

    /// Another visitor.
    func visitor(
        at address: String = "127.0.0.1", isSecure: Bool = false, redirects: TestClient.Redirects = .stop
    ) -> TestClient {
        TestClient(handler, isSecure: isSecure, peerAddress: address, redirects: redirects)
    }

    /// A visitor who has just registered.
    func member(_ username: String = "ada", password: String = "correct horse") async throws -> TestClient {
        let client = visitor()
        _ = try await client.register(username, password)
        return client
    }

    func count(_ table: String) async throws -> Int {
        try await engine.read { try $0.scalar("SELECT count(*) FROM \(table)") } ?? 0
    }

    func execute(_ sql: String, _ parameters: Parameters = .none) async throws {
        try await engine.write { _ = try $0.execute(sql, parameters) }
    }

    func text(_ sql: String) async throws -> String? {
        try await engine.read { try $0.scalar(sql) }
    }
}

extension TestClient {
    /// Posts JSON as it is written here.
    func post(_ target: String, jsonText: String, headers: HTTPFields) async throws -> TestResponse {
        var headers = headers
        headers[.contentType] = "application/json"
        return try await send(.post, target, headers: headers, body: Array(jsonText.utf8))
    }

    func register(_ username: String, _ password: String, next: String? = nil) async throws -> TestResponse {
        let page = try await get("/user/register" + (next.map { "?next=" + PercentEncoding.encode($0) } ?? ""))
        return try await submit(page, ["username": username, "password": password])
    }

    func signIn(_ username: String, _ password: String, next: String? = nil) async throws -> TestResponse {
        let page = try await get("/user/sign-in" + (next.map { "?next=" + PercentEncoding.encode($0) } ?? ""))
        return try await submit(page, ["username": username, "password": password])
    }

    /// By the button that every page has.
    func signOut() async throws -> TestResponse {
        try await submit(try await get("/"), button: "Sign out")
    }

    /// Whether the members page lets this visitor in.
    func isMember() async throws -> Bool {
        let answer = try await get("/members", redirects: .stop)
        return answer.status == .ok
    }
}

extension TestSite {
    /// Runs the background jobs of the accounts that are due by the site's clock.
    @discardableResult
    func runTasks() async throws -> Int {
        var registry = TaskRegistry()
        accounts.installTasks(into: &registry)
        let clock = clock
        let runner = TaskRunner(registry, on: engine, logger: Self.logger, clock: .telling { clock.now * 1000 })
        return try await runner.runDue()
    }
}
