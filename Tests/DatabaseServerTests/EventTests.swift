import Foundation
import Synchronization
import TestDatabases
import Testing

@testable import Database

/// Changes of rows, by whatever program, on each engine.
@Suite("Events", .timeLimit(.minutes(5))) struct EventTests {
    /// What listeners have seen, in order.
    final class Seen: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
        var sorted: [String] { all.sorted() }
    }

    struct Fails: Error {}

    static let migrations = TaskMigrations.all + EventMigrations.all

    func install(_ tasks: TaskRegistry, on engine: some DatabaseEngine) async throws {
        try await Migrator(Self.migrations).upgrade(engine)
        try await EventTriggers(tasks).install(on: engine)
    }

    func runner(_ tasks: TaskRegistry, on engine: any DatabaseEngine) async throws -> TaskRunner {
        try await install(tasks, on: engine)
        return TaskRunner(tasks, on: engine, logger: TestDatabase.logger)
    }

    @Test(
        "what other programs insert, change and delete is told, each change once to each who listens to it",
        arguments: TestDatabase.allCases)
    func otherPrograms(_ kind: TestDatabase) async throws {
        try await EventPlace.run(kind) { place in
            let seen = Seen()
            var tasks = TaskRegistry()
            tasks.listen(to: [.insert, .update, .delete], of: "people") { seen.add("all \($0.kind) \($0.table) \($0.rowID)") }
            tasks.listen(to: [.delete], of: "people", named: "gone") { seen.add("gone \($0.key(as: Int.self) ?? 0)") }
            let runner = try await runner(tasks, on: place.engine)
            try await place.other("INSERT INTO people (id, name) VALUES (1, 'ada'), (2, 'bob')")
            #expect(try await runner.runDue() == 2)
            try await place.other("UPDATE people SET age = 36 WHERE id = 1; DELETE FROM people")
            #expect(try await runner.runDue() == 5)
            let expected = [
                "all delete people 1", "all delete people 2", "all insert people 1", "all insert people 2", "all update people 1",
            ]
            #expect(seen.sorted == expected + ["gone 1", "gone 2"])
            #expect(try await runner.runDue() == 0)
        }
    }

    @Test("recorded values are read as the driver reads them; names and values may be hostile", arguments: TestDatabase.allCases)
    func values(_ kind: TestDatabase) async throws {
        try await EventPlace.run(kind) { place in
            let seen = Mutex<[RowEvent]>([])
            var tasks = TaskRegistry()
            let columns: [SQLName] = ["name", "age", "is_active", "seen_at", "photo"]
            tasks.listen(to: [.insert, .update, .delete], of: "people", recording: columns) { event in
                seen.withLock { $0.append(event) }
            }
            tasks.listen(to: [.update], of: "odd \"na'me", idColumn: "code", recording: ["n"]) { event in
                seen.withLock { $0.append(event) }
            }
            let runner = try await runner(tasks, on: place.engine)
            let name = "';\"\\ \u{1F600}{}\n\r\t\u{1}\u{1F}"
            let inserted = try await place.engine.write { transaction in
                try transaction.execute("INSERT INTO \"odd \"\"na'me\" (code, n) VALUES ('it''s', 1)")
                return try transaction.insertedID(
                    "INSERT INTO people (name, age, is_active, seen_at, photo) VALUES (?, ?, ?, ?, ?)",
                    [name, 9_007_199_254_740_993, true, "2026-03-01 09:30:00", Value.blob([0, 255])])
            }
            // The rows that the triggers add are none of the writer's business.
            #expect(inserted == 1)
            #expect(try await runner.runDue() == 1)
            let effect = try await place.engine.write { transaction in
                try transaction.execute("UPDATE \"odd \"\"na'me\" SET n = 2 WHERE n = ?", [1])
                return try transaction.execute("UPDATE people SET name = NULL WHERE id = ?", [1])
            }
            #expect(effect.changes == 1)
            #expect(try await runner.runDue() == 2)
            let events = seen.withLock { $0 }
            let new = try #require(events.first { $0.kind == .insert }?.new)
            #expect(events.first { $0.kind == .insert }?.old == nil)
            #expect(
                new["name"] == .text(name) && new["age"] == .integer(9_007_199_254_740_993) && new["is_active"] == .integer(1))
            #expect(new["photo"] == .text("00FF"))
            let moment: Date = try new.get("seen_at")
            #expect(moment == Date(timeIntervalSince1970: 1_772_357_400))
            let update = try #require(events.first { $0.table == "people" && $0.kind == .update })
            #expect(update.old?["name"] == .text(name) && update.new?["name"] == .null)
            let odd = try #require(events.first { $0.table == "odd \"na'me" })
            #expect(odd.rowID == "it's" && odd.old?["n"] == .integer(1) && odd.new?["n"] == .integer(2))
            #expect(Set(events.map(\.id)).count == 3 && events.allSatisfy { $0.id.utf8.count == 36 })
            #expect(events.allSatisfy { abs(Double($0.time) / 1000 - Date().timeIntervalSince1970) < 60 })
        }
    }

    @Test("what is undone is no event", arguments: TestDatabase.allCases)
    func undone(_ kind: TestDatabase) async throws {
        try await EventPlace.run(kind) { place in
            var tasks = TaskRegistry()
            tasks.listen(to: [.insert], of: "people") { _ in }
            let runner = try await runner(tasks, on: place.engine)
            await #expect(throws: Fails.self) {
                try await place.engine.write { transaction -> Void in
                    try transaction.execute("INSERT INTO people (name) VALUES ('ada')")
                    throw Fails()
                }
            }
            #expect(try await runner.runDue() == 0)
            #expect(try await place.engine.read { try EventLog($0).list().isEmpty })
        }
    }

    @Test(
        "the events of a row come in their order, also where one fails; after its last attempt the next comes",
        arguments: TestDatabase.allCases)
    func order(_ kind: TestDatabase) async throws {
        try await EventPlace.run(kind) { place in
            let (seen, other) = (Seen(), Seen())
            var tasks = TaskRegistry()
            let options = TaskOptions(attempts: 2, backOff: 0)
            tasks.listen(to: [.insert, .update], of: "people", recording: ["age"], options: options) { event in
                let age: Int = try event.new?.get("age") ?? -1
                seen.add("\(event.rowID): \(age)")
                // 3 fails once, 5 for good.
                if event.rowID == "1", age == 5 || age == 3 && event.attempt == 1 { throw Fails() }
            }
            tasks.listen(to: [.insert, .update], of: "people", named: "calm", options: options) { other.add($0.rowID) }
            let runner = try await runner(tasks, on: place.engine)
            for age in 0..<8 {
                try await place.engine.write { transaction in
                    for id in 1...2 {
                        let sql =
                            age == 0 ? "INSERT INTO people (age, id) VALUES (?, ?)" : "UPDATE people SET age = ? WHERE id = ?"
                        try transaction.execute(sql, [age, id])
                    }
                }
            }
            var count = 0
            while try await place.engine.read({ try TaskQueue($0).list(.pending).count }) > 0 {
                count += try await runner.runDue()
            }
            #expect(seen.all.filter { $0.hasPrefix("1") } == [0, 1, 2, 3, 3, 4, 5, 5, 6, 7].map { "1: \($0)" })
            #expect(seen.all.filter { $0.hasPrefix("2") } == (0..<8).map { "2: \($0)" })
            #expect(other.all.count == 16 && count == 34)
            let dead = try await place.engine.read { try EventLog($0).list(.dead) }
            #expect(dead.count == 1 && dead[0].task?.kind == "event people" && dead[0].event.rowID == "1")
            #expect(try await place.engine.write { try EventLog($0).retryAll() } == 1)
            #expect(try await runner.runDue() >= 1)
            #expect(seen.all.last == "1: 5")
        }
    }

    @Test("triggers follow what the program declares, and nothing is written where they do", arguments: TestDatabase.allCases)
    func triggers(_ kind: TestDatabase) async throws {
        try await EventPlace.run(kind) { place in
            let engine = place.engine
            func declare(_ kinds: Set<RowEvent.Kind>, recording: [SQLName] = []) -> TaskRegistry {
                var tasks = TaskRegistry()
                if !kinds.isEmpty { tasks.listen(to: kinds, of: "people", recording: recording) { _ in } }
                return tasks
            }
            func recorded() async throws -> Int? {
                try await engine.write { transaction in
                    try transaction.execute("DELETE FROM satchel_events")
                    try transaction.execute("INSERT INTO people (name) VALUES ('x')")
                    try transaction.execute("UPDATE people SET name = 'y'")
                    try transaction.execute("DELETE FROM people")
                    return try transaction.scalar("SELECT count(*) FROM satchel_events")
                }
            }
            try await install(declare([.insert, .update]), on: engine)
            #expect(try await recorded() == 2)
            try await install(declare([.delete]), on: engine)
            #expect(try await recorded() == 1)
            try await install(declare([.insert, .update, .delete], recording: ["name"]), on: engine)
            #expect(try await recorded() == 3)
            try await install(declare([]), on: engine)
            #expect(try await recorded() == 0)
            // A table that was made anew has lost them.
            try await install(declare([.insert]), on: engine)
            try await engine.write {
                try $0.executeScript("DROP TABLE people; CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT)")
            }
            try await install(declare([.insert]), on: engine)
            try await engine.write { _ = try $0.execute("INSERT INTO people (id) VALUES (1)") }
            #expect(try await engine.read { try EventLog($0).list().count } == 1)
            let error = await #expect(throws: DatabaseError.self) {
                try await install(declare([.insert], recording: ["nmae"]), on: engine)
            }
            #expect(error?.kind == .migration && error?.message.contains("people.nmae") == true)
        }
    }

    @Test("ten instances that start at once make the triggers once", arguments: TestDatabase.allCases)
    func startsAtOnce(_ kind: TestDatabase) async throws {
        try await EventPlace.run(kind, engines: 2) { place in
            try await Migrator(Self.migrations).upgrade(place.engine)
            var tasks = TaskRegistry()
            tasks.listen(to: [.insert], of: "people") { _ in }
            let triggers = EventTriggers(tasks)
            try await withThrowingTaskGroup { group in
                for number in 0..<10 { group.addTask { try await triggers.install(on: place.engines[number % 2]) } }
                try await group.waitForAll()
            }
            try await place.engine.write { _ = try $0.execute("INSERT INTO people (id) VALUES (1)") }
            #expect(try await place.engine.read { try EventLog($0).list().count } == 1)
        }
    }

    @Test("old events go, but not those that a listener has before him or has failed with", arguments: TestDatabase.allCases)
    func cleaning(_ kind: TestDatabase) async throws {
        try await EventPlace.run(kind) { place in
            var tasks = TaskRegistry()
            tasks.listen(to: [.insert], of: "people", options: TaskOptions(attempts: 1)) { if $0.rowID == "2" { throw Fails() } }
            let runner = try await runner(tasks, on: place.engine)
            try await place.engine.write { _ = try $0.execute("INSERT INTO people (id) VALUES (1), (2)") }
            let attempts = try await runner.runDue()
            #expect(attempts == 2)
            try await place.engine.write { _ = try $0.execute("INSERT INTO people (id) VALUES (3)") }
            let gone = try await place.engine.write { try EventLog($0).prune(before: .max) }
            #expect(gone == 1)
            let left = try await place.engine.read { try EventLog($0).list().map(\.event.rowID) }
            #expect(left == ["3", "2"])
        }
    }
}
