import Database
import Satchel
import SatchelTesting
import Synchronization
import Testing

@Suite("A site's background jobs")
struct TaskTests {
    @Test("a job that a transaction has added is there after its commit, and runs when the test lets it")
    func runs() async throws {
        let greeted = Mutex<[String]>([])
        var app = App(Settings(environment: ["SECRET_KEY": String(repeating: "k", count: 40)], directory: "."))
        let greet = app.task("greet", of: String.self) { name, _ in greeted.withLock { $0.append(name) } }
        try await TestSite.run(app) { site in
            #expect(try await site.runTasks() == 0)
            try await site.database.write { try $0.enqueue(greet, "grace") }
            #expect(try await site.runTasks() == 1)
            #expect(greeted.withLock { $0 } == ["grace"])
        }
    }

    @Test("a site without jobs has no table for them")
    func noTable() async throws {
        try await TestSite.run(App(Settings(environment: [:], directory: "."))) { site in
            let hasTable = try await site.database.read { try $0.tableExists("satchel_tasks") }
            #expect(!hasTable)
        }
    }
}
