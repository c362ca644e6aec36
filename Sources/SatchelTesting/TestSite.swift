import Database
import DatabaseSQLite
import HTTP
import HTTPServer
import Logging
public import Satchel
import Secrets

/// A site that runs for one test, with a database of its own that goes away with it.
///
///     try await TestSite.run(app) { site in
///         let visitor = site.client()
///         #expect(try await visitor.get("/").status == .ok)
///     }
public struct TestSite: Sendable {
    /// Its database, its migrations done.
    public let database: any DatabaseEngine
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
    ///   - database: where not a new one, the test's own; it is left open.
    ///   - now: the site's clock, seconds since 1970.
    public static func run<Success>(
        _ app: App, over transport: Transport = .inProcess, database: (any DatabaseEngine)? = nil,
        now: (@Sendable () -> Double)? = nil, _ test: (TestSite) async throws -> Success
    ) async throws -> Success {
        let engine = try database ?? SQLiteEngine.inMemory()
        let handler = try await app.handler(
            database: engine, keys: SecretKeys([Randomness.token()]), logger: app.logger, now: now ?? SystemTime.now)
        let tasks = TaskRunner(app.tasks, on: engine, logger: app.logger)
        switch transport {
        case .inProcess:
            return try await test(TestSite(database: engine, door: .handler(handler), tasks: tasks))
        case .socket:
            let server = Server([.tcp(host: "127.0.0.1", port: 0)], logger: app.logger, handler: handler)
            let address = try await server.start()[0]
            do {
                let result = try await test(TestSite(database: engine, door: .server(address), tasks: tasks))
                await server.stop()
                return result
            } catch {
                await server.stop()
                throw error
            }
        }
    }

    /// Runs the tasks that are due, and returns when none is left: while a test runs nothing else does them.
    /// - Returns: how many attempts were made.
    @discardableResult
    public func runTasks() async throws -> Int { try await tasks.runDue() }

    /// A new visitor: no cookies, follows redirects.
    public func client(redirects: TestClient.Redirects = .follow) -> TestClient {
        switch door {
        case .handler(let handler): TestClient(handler, redirects: redirects)
        case .server(let address): TestClient(server: address, redirects: redirects)
        }
    }
}
