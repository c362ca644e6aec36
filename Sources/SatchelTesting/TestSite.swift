public import Database
import HTTP
import HTTPServer
public import HTTPTypes
public import Satchel
import Secrets

/// A site that runs for one test, with a database of its own that goes away with it.
///
///     try await TestSite.run(app) { site in
///         let home = try await site.client().get("/")
///         #expect(home.status == .ok)
///     }
///
/// Nothing happens behind a test's back: mails are delivered when ``outbox`` is asked, tasks run by ``runTasks()``, and time goes on
/// by ``clock``.
public struct TestSite: Sendable {
    /// Its database, its migrations done.
    public let database: any DatabaseEngine
    /// Its time.
    public let clock: TestClock
    /// Its mails.
    public let outbox: TestOutbox
    /// Its accounts, as `satchel users` looks after them: to make people and give them roles. There are none where the site has no
    /// accounts.
    public var people: AccountDirectory {
        get throws {
            guard let directory else { throw TestFailure("the site has no accounts") }
            return directory
        }
    }
    private let directory: AccountDirectory?
    private let door: Door
    private let tasks: TaskRunner

    /// Where requests go in: the same test runs with both.
    public enum Transport: Sendable, CaseIterable {
        /// The handler is called directly.
        case inProcess
        /// A server listens on a free port of this machine.
        case socket
    }

    private enum Door {
        case handler(Handler)
        case server(ListenAddress)
    }

    /// Starts `app`, hands it to `test`, and stops it.
    /// - Parameters:
    ///   - storage: where its data is.
    ///   - clock: its time; this machine's, until it is moved.
    public static func run<Success>(
        _ app: App, over transport: Transport = .inProcess, on storage: Storage = .memory, clock: TestClock = TestClock(),
        _ test: (TestSite) async throws -> Success
    ) async throws -> Success {
        let storage = try await OpenStorage.open(storage, logger: app.logger)
        do {
            let result = try await run(app, transport, storage.engine, clock, test)
            try await storage.close()
            return result
        } catch {
            try? await storage.close()
            throw error
        }
    }

    private static func run<Success>(
        _ app: App, _ transport: Transport, _ engine: any DatabaseEngine, _ clock: TestClock,
        _ test: (TestSite) async throws -> Success
    ) async throws -> Success {
        let keys = try SecretKeys(app.settings.secretKeys.isEmpty ? [SecretKeys.makeSecret()] : app.settings.secretKeys)
        let handler = try await app.handler(database: engine, keys: keys, logger: app.logger) { clock.now }
        let outbox = TestOutbox { take in
            app.delivery(on: engine, keys: keys, now: { clock.now }) { take(TestMail($0)) }
        }
        let tasks = TaskRunner(app.tasks, on: engine, logger: app.logger, clock: .telling { clock.now * 1000 })
        func site(_ door: Door) -> TestSite {
            TestSite(app, engine, clock, outbox, door, tasks)
        }
        guard transport == .socket else { return try await test(site(.handler(handler))) }
        let server = Server([.tcp(host: "127.0.0.1", port: 0)], logger: app.logger, handler: handler)
        let address = try await server.start()[0]
        do {
            let result = try await test(site(.server(address)))
            await server.stop()
            return result
        } catch {
            await server.stop()
            throw error
        }
    }

    private init(
        _ app: App, _ engine: any DatabaseEngine, _ clock: TestClock, _ outbox: TestOutbox, _ door: Door, _ tasks: TaskRunner
    ) {
        (database, self.clock, self.outbox, self.door, self.tasks) = (engine, clock, outbox, door, tasks)
        directory = app.directory.map { $0(engine) }
    }

    /// Runs the tasks that are due and hands the events that wait to their listeners, and returns when none is left: while a test runs
    /// nothing else does.
    /// - Returns: how many attempts were made.
    @discardableResult
    public func runTasks() async throws -> Int { try await tasks.runDue() }

    /// A new visitor: no cookies, follows redirects.
    /// - Parameter headers: sent with each of its requests: `[.authorization: "Bearer …"]`.
    public func client(
        redirects: TestClient.Redirects = .follow, headers: HTTPFields = HTTPFields()
    ) -> TestClient {
        switch door {
        case .handler(let handler): TestClient(handler, redirects: redirects, headers: headers)
        case .server(let address): TestClient(server: address, redirects: redirects, headers: headers)
        }
    }
}
