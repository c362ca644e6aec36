import DatabaseSQLite
import Logging
import Synchronization
import Testing

@testable import Database

@Suite("Schedules")
struct ScheduleTests {
    struct Fails: Error {}
    let engine: SQLiteEngine
    let clock = ManualClock()

    init() async throws {
        engine = try SQLiteEngine.inMemory()
        try await Migrator(TaskMigrations.all).upgrade(engine)
    }

    private func runner(_ line: String = "0 * * * *", _ body: @escaping @Sendable () throws -> Void) throws -> TaskRunner {
        var tasks = TaskRegistry()
        tasks.schedule("prune", try CrontabLine(line)) { _ in try body() }
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        return TaskRunner(tasks, on: engine, logger: logger, clock: clock.taskClock)
    }

    @Test("of three instances one does each run, and what was missed is made up for once")
    func onceEach() async throws {
        let runs = Atomic(0)
        let runners = try (0..<3).map { _ in try runner { runs.add(1, ordering: .relaxed) } }
        for hours in [0.0, 1, 1, 5, 1] {
            clock.advance(seconds: hours * 3600)
            for runner in runners { _ = try await runner.runDue() }
        }
        #expect(runs.load(ordering: .relaxed) == 4)
        // A site that starts again finds the next run planned.
        #expect(try await runner { runs.add(1, ordering: .relaxed) }.runDue() == 0)
        #expect(try await engine.read { try TaskQueue($0).list(.pending).count } == 1)
    }

    @Test("a run that fails for good does not end the schedule")
    func failing() async throws {
        let runner = try runner { throw Fails() }
        for _ in 0..<4 {
            _ = try await runner.runDue()
            clock.advance(seconds: 3600)
        }
        let states = try await engine.read { try TaskQueue($0).list().map(\.state) }
        #expect(states.contains("pending"))
        #expect(states.count >= 3)
    }

    @Test("what an older line has planned is not done by a newer one")
    func changedLine() async throws {
        #expect(try await runner("30 * * * *") {}.runDue() == 0)
        let runs = Atomic(0)
        let newer = try runner("0 5 * * *") { runs.add(1, ordering: .relaxed) }
        clock.advance(seconds: 3600)
        #expect(try await newer.runDue() == 1, "the old one's, which does nothing")
        #expect(runs.load(ordering: .relaxed) == 0)
    }
}
