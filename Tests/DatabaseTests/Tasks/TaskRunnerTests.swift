import DatabaseSQLite
import Logging
import Synchronization
import Testing

@testable import Database

@Suite("Running tasks", .timeLimit(.minutes(5)))
struct TaskRunnerTests {
    struct Fails: Error {}
    let greet = TaskKind<String>("greet")
    let engine: SQLiteEngine
    let clock = ManualClock()
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    init() async throws {
        engine = try SQLiteEngine.inMemory()
        try await Migrator(TaskMigrations.all).upgrade(engine)
    }

    private func runner(
        _ options: TaskOptions = TaskOptions(), _ handler: @escaping @Sendable (String, RunningTask) async throws -> Void
    ) -> TaskRunner {
        var tasks = TaskRegistry()
        tasks.register(greet, options: options, handler)
        return TaskRunner(tasks, on: engine, logger: logger, clock: clock.taskClock)
    }

    private func add(_ name: String) async throws {
        try await engine.write { [greet, clock] transaction in
            _ = try TaskQueue(transaction, now: clock.now).add(greet, name, delay: 0, priority: 0, uniqueKey: nil)
        }
    }

    private func listed() async throws -> [StoredTask] { try await engine.read { try TaskQueue($0).list() } }

    @Test("a commit with a task wakes the runner: no clock moves, nobody polls")
    func wakes() async throws {
        let (greeted, greet) = AsyncStream<String>.makeStream()
        let runner = runner { name, _ in greet.yield(name) }
        await runner.start()
        var names = greeted.makeAsyncIterator()
        for name in ["ada", "grace"] {
            try await add(name)
            #expect(await names.next() == name)
        }
        await runner.stop()
        #expect(try await listed().map(\.state) == ["done", "done"])
    }

    @Test("tasks that end together are written down together; one that can't be written is not in the way of the others")
    func settlesTheOthers() async throws {
        try await engine.write { transaction in
            try transaction.execute(
                """
                CREATE TRIGGER refuses BEFORE UPDATE OF state ON satchel_tasks WHEN NEW.state = 'done' AND NEW.payload = '"bob"'
                BEGIN SELECT RAISE(ABORT, 'bob is never done'); END
                """)
        }
        var tasks = TaskRegistry()
        tasks.register(greet) { _, _ in }
        let runner = TaskRunner(tasks, on: engine, logger: logger, clock: clock.taskClock)
        for name in ["ada", "bob", "eve", "kim"] { try await add(name) }
        #expect(try await runner.runDue() == 4)
        #expect(try await listed().map(\.state).sorted() == ["done", "done", "done", "leased"])
    }

    @Test("a task that is done while others hold the database for long is done once")
    func settlesLater() async throws {
        let busy = BusyEngine(engine)
        let done = Mutex(0)
        var tasks = TaskRegistry()
        tasks.register(greet) { _, _ in
            done.withLock { $0 += 1 }
            busy.failing.withLock { $0 = 5 }
        }
        let runner = TaskRunner(tasks, on: busy, logger: logger, clock: clock.taskClock)
        try await add("ada")
        #expect(try await runner.runDue() == 1)
        #expect(try await listed().map(\.state) == ["done"])
        clock.advance(seconds: 600)
        #expect(try await runner.runDue() == 0)
        #expect(done.withLock { $0 } == 1)
    }

    @Test("a task that fails is tried again, later each time, under the same id; after the last attempt it is dead")
    func retries() async throws {
        let seen = Mutex<[String]>([])
        let runner = runner(TaskOptions(attempts: 3, backOff: 10)) { _, task in
            seen.withLock { $0.append("\(task.id) \(task.attempt)") }
            throw Fails()
        }
        try await add("ada")
        #expect(try await runner.runDue() == 1)
        clock.advance(seconds: 9)
        #expect(try await runner.runDue() == 0)
        clock.advance(seconds: 1)
        #expect(try await runner.runDue() == 1)
        clock.advance(seconds: 19)
        #expect(try await runner.runDue() == 0)
        clock.advance(seconds: 1)
        #expect(try await runner.runDue() == 1)
        let task = try #require(try await listed().first)
        #expect(task.state == "dead" && task.lastError == "Fails()")
        #expect(seen.withLock { $0 } == (1...3).map { "\(task.id) \($0)" })
    }

    @Test("a handler may give up, or say when to try again; a payload that can't be read is dead at once")
    func failures() async throws {
        let runner = runner { name, _ in
            throw name == "ada" ? TaskFailure.giveUp("unknown") : TaskFailure.retry(after: 100, "busy")
        }
        try await add("ada")
        try await add("bob")
        try await engine.write { [clock] transaction in
            let other = TaskKind<[Int]>("greet")
            _ = try TaskQueue(transaction, now: clock.now).add(other, [1], delay: 0, priority: 0, uniqueKey: nil)
        }
        #expect(try await runner.runDue() == 3)
        let tasks = try await listed()
        #expect(tasks.map(\.state).sorted() == ["dead", "dead", "pending"])
        #expect(Set(tasks.compactMap(\.lastError)).isSuperset(of: ["unknown", "busy"]))
        clock.advance(seconds: 99)
        #expect(try await runner.runDue() == 0)
        clock.advance(seconds: 1)
        #expect(try await runner.runDue() == 1)
    }

    @Test("a kind that the program does not know is left for one that does")
    func unknownKind() async throws {
        try await engine.write { try $0.enqueue(TaskKind<Int>("of tomorrow"), 1) }
        #expect(try await runner { _, _ in }.runDue() == 0)
        #expect(try await listed().map(\.state) == ["pending"])
    }

    @Test("a task may be finished in the transaction of its effect; a runner whose lease was lost can't")
    func finishesInTransaction() async throws {
        let runner = runner { name, task in
            try await task.database.write { transaction in
                try transaction.execute("CREATE TABLE effects (name)")
                try task.finish(in: transaction)
            }
            throw Fails()
        }
        try await add("ada")
        #expect(try await runner.runDue() == 1)
        #expect(try await listed().map(\.state) == ["done"])
        let thief = self.runner { [clock, engine] _, task in
            clock.advance(seconds: 3600)
            try await engine.write { transaction in
                _ = try TaskQueue(transaction, now: clock.now).lease(["greet"], limit: 1, owner: "thief", until: .max)
            }
            try await task.database.write { transaction in
                try transaction.execute("DROP TABLE effects")
                try task.finish(in: transaction)
            }
        }
        try await add("grace")
        #expect(try await thief.runDue() == 1)
        #expect(try await engine.read { try $0.tableExists("effects") })
        #expect(try await Set(listed().map(\.state)) == ["done", "leased"])
    }

    @Test("a stop lets handlers end; after its patience they are cancelled, and their tasks wait as if never begun")
    func stops() async throws {
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let (cancelled, never) = AsyncStream<Void>.makeStream()
        let runner = runner { _, _ in
            begin.yield()
            for await _ in cancelled {}
            try Task.checkCancellation()
        }
        await runner.start()
        try await add("ada")
        for await _ in begun { break }
        let stopping = Task { await runner.stop() }
        // The patience is measured from when the stop has come so far as to sleep: until it has, time moves on.
        let mover = Task { [clock] in
            while !Task.isCancelled {
                clock.advance(seconds: 5)
                await Task.yield()
            }
        }
        await stopping.value
        mover.cancel()
        never.finish()
        let task = try #require(try await listed().first)
        #expect(task.state == "pending" && task.attempts == 0)
    }

    @Test("twenty runners and a thousand tasks: each is handled once")
    func manyRunners() async throws {
        let handled = Mutex<[String: Int]>([:])
        let (all, end) = AsyncStream<Void>.makeStream()
        let runners = (0..<20).map { _ in
            runner { name, _ in
                let count = handled.withLock { handled in
                    handled[name, default: 0] += 1
                    return handled.count
                }
                if count == 1000 { end.finish() }
            }
        }
        for runner in runners { await runner.start() }
        try await engine.write { [greet, clock] transaction in
            let queue = TaskQueue(transaction, now: clock.now)
            for number in 0..<1000 { _ = try queue.add(greet, "\(number)", delay: 0, priority: 0, uniqueKey: nil) }
        }
        for await _ in all {}
        for runner in runners { await runner.stop() }
        #expect(handled.withLock { $0 }.values.allSatisfy { $0 == 1 })
        #expect(try await engine.read { try $0.scalar("SELECT count(*) FROM satchel_tasks WHERE state = 'done'") } == 1000)
    }
}
