import ArgumentParser
import Synchronization
import Testing

@testable import Satchel

@Suite("Commands of a site's own")
struct OwnCommandTests {
    private let said = Said()

    private final class Said: Sendable {
        let words = Mutex<[String]>([])
    }

    private func app() throws -> (App, TemporaryFolder) {
        let folder = try TemporaryFolder()
        let root = projectRoot()
        let settings = [
            "DATABASE_URL": "sqlite:///site.sqlite", "SATCHEL_TEMPLATES": root + "/Templates", "SATCHEL_PUBLIC": root + "/Public",
            "LOG_LEVEL": "critical",
        ]
        var app = App(Settings(environment: settings, directory: folder.path))
        app.migrations = [Migration(module: "site", number: 1, name: "birds", up: "CREATE TABLE birds (name TEXT)")]
        let said = said
        app.command("count", "Count the birds.") { call in
            let count = try await call.database.read { try $0.scalar("SELECT count(*) FROM birds", as: Int.self) } ?? -1
            said.words.withLock { $0 += ["\(count)"] + call.arguments }
        }
        app.command("fail", "Fail.") { _ in throw CommandError("there are no birds") }
        return (app, folder)
    }

    @Test("runs on the site's database, brought up to date, with what stands behind its name")
    func runs() async throws {
        let (app, folder) = try app()
        #expect(await app.run(["count", "--all", "x"]) == 0)
        #expect(said.words.withLock { $0 } == ["0", "--all", "x"])
        #expect(await app.run(["fail"]) == 1)
        #expect(await app.run(["nonsense"]) == 64)
        withExtendedLifetime(folder) {}
    }

    @Test("stands in the help")
    func help() throws {
        let (app, _) = try app()
        let help = RootCommand.$own.withValue(app.ownCommands) { RootCommand.helpMessage() }
        #expect(help.contains("count  Count the birds.") && help.contains("fail   Fail."))
        #expect(RootCommand.names.contains("serve") && RootCommand.names.contains("db"))
    }
}
