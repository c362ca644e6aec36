import Logging
import Synchronization
import Testing

@testable import BucketSQLite
@testable import Database

@Suite("Tasks in a bucket", .eachLayout)
struct BucketTaskTests {
    let greet = TaskKind<String>("greet")

    private func runner(
        _ engine: BucketEngine, _ handler: @escaping @Sendable (String) async throws -> Void
    ) async throws -> TaskRunner {
        try await Migrator(TaskMigrations.all).upgrade(engine)
        var tasks = TaskRegistry()
        tasks.register(greet) { name, _ in try await handler(name) }
        // Sleeps end only by being cancelled: what happens, happens for a reason other than time.
        let clock = TaskClock(sleep: { _ in
            let (never, end) = AsyncStream<Void>.makeStream()
            for await _ in never {}
            end.finish()
            try Task.checkCancellation()
        })
        return TaskRunner(tasks, on: engine, logger: quiet, clock: clock)
    }

    @Test("a task is run after its commit, for two commits more and no question; then the store hears nothing")
    func requests() async throws {
        let store = FaultyStore()
        // Nothing is moved to segments meanwhile: only commits are counted.
        var options = CurrentLayout.options
        options.keeper = KeeperLimits()
        let engine = try await open(store, options)
        let (greeted, greeting) = AsyncStream<String>.makeStream()
        let runner = try await runner(engine) { greeting.yield($0) }
        await runner.start()
        var names = greeted.makeAsyncIterator()
        // After the first one the look at the start is over.
        try await engine.write { [greet] in try $0.enqueue(greet, "ada") }
        #expect(await names.next() == "ada")
        while try await engine.read({ try TaskQueue($0).list(.done).count }) < 1 { await Task.yield() }
        let (gets, puts) = (store.count(.get), store.count(.put))
        try await engine.write { [greet] in try $0.enqueue(greet, "grace") }
        #expect(await names.next() == "grace")
        await runner.stop()
        #expect(store.count(.put) - puts == 3)
        #expect(store.count(.get) - gets == 0)
    }

    @Test("what another instance added and did not run is seen with the next read, without a question of the runner's own")
    func elsewhere() async throws {
        let store = FaultyStore()
        let engine = try await open(store)
        let other = try await open(store)
        let looks = Atomic(0)
        let runner = try await runner(engine) { _ in looks.add(1, ordering: .relaxed) }
        await runner.start()
        try await other.write { [greet] in try $0.enqueue(greet, "ada") }
        _ = try await engine.read { try $0.query("SELECT 1") }
        while await runner.nextDue == nil { await Task.yield() }
        #expect(looks.load(ordering: .relaxed) == 0)
        #expect(try await runner.runDue() == 1)
        #expect(looks.load(ordering: .relaxed) == 1)
        await runner.stop()
    }
}
