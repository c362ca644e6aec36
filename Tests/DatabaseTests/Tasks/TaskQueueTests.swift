import DatabaseSQLite
import Testing

@testable import Database

@Suite("The table of tasks")
struct TaskQueueTests {
    struct Stop: Error {}
    let greet = TaskKind<String>("greet")
    let engine: SQLiteEngine

    init() async throws {
        engine = try SQLiteEngine.inMemory()
        try await Migrator(TaskMigrations.all).upgrade(engine)
    }

    private func lease(_ owner: String, at now: Double? = nil, limit: Int = 10) async throws -> [LeasedTask] {
        try await engine.write { transaction in
            let queue = TaskQueue(transaction, now: now)
            return try queue.lease(["greet"], limit: limit, owner: owner, until: queue.milliseconds + 1000)
        }
    }

    private func states() async throws -> [String] {
        try await engine.read { try TaskQueue($0).list().map(\.state) }
    }

    @Test("a task of a transaction that failed is not there")
    func rolledBack() async throws {
        await #expect(throws: Stop.self) {
            try await engine.write { [greet] transaction in
                try transaction.enqueue(greet, "ada")
                throw Stop()
            }
        }
        #expect(try await states() == [])
    }

    @Test("what is due is taken by priority, then in the order in which it was added; what is not due waits")
    func order() async throws {
        let now = try await engine.read { TaskQueue($0).now }
        try await engine.write { [greet] transaction in
            func add(_ name: String, at time: Double, delay: Double = 0, priority: Int = 0) throws {
                _ = try TaskQueue(transaction, now: time).add(greet, name, delay: delay, priority: priority, uniqueKey: nil)
            }
            try add("first", at: now)
            try add("second", at: now + 0.1)
            try add("urgent", at: now + 0.2, priority: 5)
            try add("later", at: now + 0.3, delay: 60)
        }
        #expect(try await lease("a", at: now + 1).map(\.payload) == ["\"urgent\"", "\"first\"", "\"second\""])
        #expect(try await lease("b", at: now + 61_000, limit: 1).map(\.payload) == ["\"urgent\""], "its lease has ended")
    }

    @Test("a task is leased to one owner, who alone may finish it; when the lease ends another gets it")
    func leases() async throws {
        try await engine.write { [greet] in try $0.enqueue(greet, "ada") }
        let now = try await engine.read { TaskQueue($0).now }
        let first = try #require(try await lease("a", at: now).first)
        #expect(try await lease("b", at: now + 999).isEmpty)
        let second = try #require(try await lease("b", at: now + 1000).first)
        #expect(second.id == first.id && second.attempts == 2)
        #expect(try await engine.write { try TaskQueue($0).finish(first) } == false)
        #expect(try await engine.write { try TaskQueue($0).finish(second) })
        #expect(try await states() == ["done"])
    }

    @Test("while a task with a unique key is not finished, no second one is added")
    func uniqueKey() async throws {
        let first = try await engine.write { [greet] in try $0.enqueue(greet, "ada", uniqueKey: "k") }
        let again = try await engine.write { [greet] in try $0.enqueue(greet, "bob", uniqueKey: "k") }
        #expect(first == again)
        let task = try #require(try await lease("a").first)
        _ = try await engine.write { try TaskQueue($0).finish(task) }
        let other = try await engine.write { [greet] in try $0.enqueue(greet, "eve", uniqueKey: "k") }
        #expect(other != first)
    }

    @Test("a dead task is listed with its error and can be tried again; one that is done is pruned after its time")
    func care() async throws {
        try await engine.write { [greet] in try $0.enqueue(greet, "ada") }
        let task = try #require(try await lease("a").first)
        _ = try await engine.write { try TaskQueue($0).bury(task, because: "no such person") }
        let dead = try await engine.read { try TaskQueue($0).list(.dead) }
        #expect(dead.map(\.lastError) == ["no such person"])
        #expect(try await lease("a").isEmpty)
        #expect(try await engine.write { try TaskQueue($0).retry(task.id) })
        let again = try #require(try await lease("a").first)
        #expect(again.attempts == 1)
        _ = try await engine.write { try TaskQueue($0).finish(again) }
        #expect(try await engine.write { try TaskQueue($0).prune(doneBefore: 1) } == 0)
        #expect(try await engine.write { try TaskQueue($0).prune(doneBefore: .max) } == 1)
    }

    @Test("ids sort by the time at which they were made")
    func ids() {
        let ids = stride(from: 1_800_000_000_000.0, to: 1_800_000_000_010, by: 0.5).map { TaskID(at: $0).description }
        #expect(ids == ids.sorted() && Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.utf8.count == 36 && $0.split(separator: "-")[2].first == "7" })
    }
}
