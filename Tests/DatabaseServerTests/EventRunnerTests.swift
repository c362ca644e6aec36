import Foundation
import Synchronization
import TestDatabases
import Testing

@testable import Database

/// Listeners while programs run. `EVENTS` is how many events the workers share: 2,000 where it says nothing.
@Suite("Events, running", .timeLimit(.minutes(5))) struct EventRunnerTests {
    private static func never(_: Duration) async throws {
        let (never, end) = AsyncStream<Void>.makeStream()
        for await _ in never {}
        end.finish()
        try Task.checkCancellation()
    }

    /// Sleeps end only by being cancelled: what happens, happens for a reason other than time.
    private let timeless = TaskClock(sleep: never)

    private func runner(
        _ engine: any DatabaseEngine, clock: TaskClock? = nil, _ handler: @escaping @Sendable (RowEvent) async throws -> Void
    ) async throws -> TaskRunner {
        var tasks = TaskRegistry()
        tasks.listen(to: [.insert], of: "people", handler)
        try await Migrator(EventTests.migrations).upgrade(engine)
        try await EventTriggers(tasks).install(on: engine)
        return TaskRunner(tasks, on: engine, logger: TestDatabase.logger, clock: clock ?? timeless)
    }

    /// Stops them also where the test fails: what goes on in the background would be in the way of other tests.
    private func running(_ runners: [TaskRunner], _ body: () async throws -> Void) async throws {
        for runner in runners { await runner.start() }
        do {
            try await body()
        } catch {
            for runner in runners { await runner.stop() }
            throw error
        }
        for runner in runners { await runner.stop() }
    }

    @Test(
        "a commit of the process itself wakes its listeners at once, though no line of it adds a task",
        arguments: TestDatabase.allCases)
    func wakes(_ kind: TestDatabase) async throws {
        try await EventPlace.run(kind) { place in
            let (events, tell) = AsyncStream<String>.makeStream()
            let runner = try await runner(place.engine) { tell.yield($0.rowID) }
            try await running([runner]) {
                var told = events.makeAsyncIterator()
                for id in 1...3 {
                    try await place.engine.write { _ = try $0.execute("INSERT INTO people (id) VALUES (?)", [id]) }
                    #expect(await told.next() == "\(id)")
                }
            }
        }
    }

    @Test("on PostgreSQL a commit of any program wakes listeners at once, also after the connection was lost; nobody polls")
    func notices() async throws {
        try await EventPlace.run(.postgres) { place in
            let (news, lookEvery) = (place.engine.news, { @Sendable in place.engine.news.lookEvery })
            let (events, tell) = AsyncStream<String>.makeStream()
            let runner = try await runner(place.engine) { tell.yield($0.rowID) }
            try await running([runner]) {
                var told = events.makeAsyncIterator()
                // The first after a connection may be found by the look that comes with it; the second is told.
                func expect(_ ids: ClosedRange<Int>) async throws {
                    while lookEvery() != nil { try await Task.sleep(for: .milliseconds(5)) }
                    for id in ids {
                        try await place.other("INSERT INTO people (id) VALUES (\(id))")
                        #expect(await told.next() == "\(id)")
                    }
                }
                try await expect(1...2)
                let (lost, lose) = AsyncStream<Void>.makeStream()
                let listening = news.listen { _ in if lookEvery() != nil { lose.yield() } }
                try await place.other(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT current_schema()' AND pid <> pg_backend_pid()"
                )
                for await _ in lost { break }
                news.stop(listening)
                try await expect(3...4)
            }
        }
    }

    @Test("fifty workers in five instances share events: each is handled once", arguments: TestDatabase.asked)
    func manyWorkers(_ kind: TestDatabase) async throws {
        let total = Self.eventCount
        try await EventPlace.run(kind, engines: 5) { place in
            let handled = Mutex<[String: Int]>([:])
            let (all, end) = AsyncStream<Void>.makeStream()
            var runners: [TaskRunner] = []
            for number in 0..<50 {
                let runner = try await runner(place.engines[number % 5], clock: TaskClock()) { event in
                    let count = handled.withLock { handled in
                        handled[event.id, default: 0] += 1
                        return handled.count
                    }
                    if count == total { end.finish() }
                }
                runners.append(runner)
            }
            try await running(runners) {
                for start in stride(from: 0, to: total, by: 500) {
                    let rows = (start..<min(start + 500, total)).map { "(\($0 + 1), 'x')" }.joined(separator: ", ")
                    try await place.other("INSERT INTO people (id, name) VALUES \(rows)")
                }
                // Over a bucket an idle instance asks nothing: there it is a visitor's request that sees what another has written.
                for engine in place.engines { _ = try await engine.read { try $0.query("SELECT 1") } }
                for await _ in all {}
            }
            #expect(handled.withLock { $0 }.values.allSatisfy { $0 == 1 })
            let done: Int? = try await place.engine.read {
                try $0.scalar("SELECT count(*) FROM satchel_tasks WHERE state = 'done'")
            }
            #expect(done == total)
        }
    }

    private static let eventCount = ProcessInfo.processInfo.environment["EVENTS"].flatMap { Int($0) } ?? 2000
}
