import Database
import DatabaseSQLite
import Logging
import Synchronization
import TestSupport
import Testing

@Suite struct SQLiteEngineTests {
    struct Stop: Error, Equatable {}

    private func engine() async throws -> SQLiteEngine {
        let engine = try SQLiteEngine.inMemory()
        try await engine.write { try $0.executeScript("CREATE TABLE t (id INTEGER PRIMARY KEY, x UNIQUE)") }
        return engine
    }

    private func count(_ engine: SQLiteEngine) async throws -> Int? {
        try await engine.read { try $0.scalar("SELECT count(*) FROM t") }
    }

    @Test("what a write did is seen by the next read; what one that throws did is not")
    func writesAndReads() async throws {
        let engine = try await engine()
        let id = try await engine.write { try $0.execute("INSERT INTO t (x) VALUES (?)", ["a"]).lastInsertID }
        #expect(id == 1)
        await #expect(throws: Stop.self) {
            try await engine.write { transaction -> Void in
                try transaction.execute("INSERT INTO t (x) VALUES ('b')")
                throw Stop()
            }
        }
        #expect(try await count(engine) == 1)
    }

    @Test("who waits for another's lock is told what is waited for, once, and gets it")
    func waits() async throws {
        let holding = try SQLiteEngine.inMemory()
        let other = try SQLiteConnection(path: holding.path)
        let lines = LogLines(level: .notice)
        let engine = try SQLiteEngine(path: holding.path, logger: Logger(label: "test") { _ in lines })
        try other.begin(.immediate)
        async let written: Void = engine.write { try $0.executeScript("CREATE TABLE t (id INTEGER)") }
        while lines.all.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        try other.rollback()
        try await written
        #expect(
            lines.all == [
                "notice another connection holds the lock of \(holding.path): it is waited for, 5 seconds at most "
            ])
        await engine.close()
        await holding.close()
    }

    @Test("writing in a read is refused")
    func readOnly() async throws {
        let engine = try await engine()
        let error = await #expect(throws: DatabaseError.self) {
            try await engine.read { _ = try $0.execute("INSERT INTO t (x) VALUES (1)") }
        }
        #expect(error?.kind == .readOnly)
    }

    @Test("many writers at once: each that fails fails alone, and exactly one of equals wins")
    func grouping() async throws {
        let engine = try await engine()
        let won = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<300 {
                group.addTask {
                    do {
                        try await engine.write { transaction in
                            try transaction.execute("INSERT INTO t (x) VALUES (?)", [number / 3])
                            if number % 50 == 49 { throw Stop() }
                        }
                        return true
                    } catch let error as DatabaseError {
                        #expect(error.kind == .uniqueViolation(columns: ["t.x"]))
                        return false
                    } catch is Stop {
                        return false
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(try await count(engine) == won)
        #expect(won >= 94 && won <= 100)
    }

    @Test("in a batch, one that breaks the commit itself fails alone")
    func deferredForeignKey() throws {
        let connection = try SQLiteConnection(path: ":memory:")
        try connection.executeScript(
            """
            CREATE TABLE a (id INTEGER PRIMARY KEY);
            CREATE TABLE b (a_id INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED);
            """)
        let good = TestWrite { try $0.execute("INSERT INTO a VALUES (1)").changes }
        let bad = TestWrite { try $0.execute("INSERT INTO b VALUES (99)").changes }
        let late = TestWrite { try $0.execute("INSERT INTO b VALUES (1)").changes }
        WriteBatch([good, bad, late]).run(on: connection)
        #expect(try good.answer?.get() == 1)
        #expect(throws: DatabaseError.self) { try bad.answer?.get() }
        #expect(try late.answer?.get() == 1)
        #expect(try connection.scalar("SELECT count(*) FROM b", as: Int.self) == 1)
    }

    @Test("in a batch, one that makes SQLite give the whole transaction up takes nobody with it, and nothing of it stays")
    func lostTransaction() throws {
        let connection = try SQLiteConnection(path: ":memory:")
        try connection.executeScript("CREATE TABLE t (x UNIQUE)")
        let good = TestWrite { try $0.execute("INSERT INTO t VALUES (1)").changes }
        let bad = TestWrite { transaction in
            try transaction.execute("INSERT INTO t VALUES (2)")
            // Nothing may be written once the transaction is gone, also where the closure swallows the error.
            _ = try? transaction.execute("INSERT OR ROLLBACK INTO t VALUES (2)")
            _ = try? transaction.execute("INSERT INTO t VALUES (3)")
            _ = try? transaction.savepoint { try transaction.execute("INSERT INTO t VALUES (4)") }
        }
        let honest = TestWrite { try $0.execute("INSERT OR ROLLBACK INTO t VALUES (1)").changes }
        let late = TestWrite { try $0.execute("INSERT INTO t VALUES (5)").changes }
        WriteBatch([good, bad, honest, late]).run(on: connection)
        #expect(try good.answer?.get() == 1 && late.answer?.get() == 1)
        let gone = #expect(throws: DatabaseError.self) { try bad.answer?.get() }
        #expect(gone?.kind == .unavailable(retryAfter: nil))
        let unique = #expect(throws: DatabaseError.self) { try honest.answer?.get() }
        #expect(unique?.kind == .uniqueViolation(columns: ["t.x"]))
        #expect(try connection.query("SELECT x FROM t ORDER BY x", as: Int.self) == [1, 5])
    }

    @Test("a read that never ends is stopped, and its connection serves the next")
    func timeLimit() async throws {
        var options = SQLiteEngine.Options()
        options.readTimeLimit = 0.05
        options.readers = 1
        let engine = try SQLiteEngine.inMemory(options: options)
        let endless = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
        let error = await #expect(throws: DatabaseError.self) { try await engine.read { try $0.query(endless) } }
        #expect(error?.kind == .unavailable(retryAfter: nil))
        #expect(try await engine.read { try $0.scalar("SELECT 1") } == 1)
    }

    @Test("no answer is there before the commit, neither of success nor of failure")
    func answersAfterCommit() throws {
        let connection = try SQLiteConnection(path: ":memory:")
        try connection.executeScript("CREATE TABLE t (x UNIQUE)")
        let first = TestWrite { try $0.execute("INSERT INTO t VALUES (1)").changes }
        let second = TestWrite { try $0.execute("INSERT INTO t VALUES (1)").changes }
        let batch = WriteBatch([first, second])
        try batch.attempt(on: connection)
        #expect(first.answer == nil && second.answer == nil)
        try connection.rollback()
        batch.fail(Stop())
        #expect(throws: Stop.self) { try first.answer?.get() }
        #expect(throws: Stop.self) { try second.answer?.get() }
    }

    @Test("a read goes on with its own state while a write is under way and after it")
    func readersAreApart() async throws {
        let engine = try await engine()
        let (started, start) = AsyncStream<Void>.makeStream()
        let written = Semaphore()
        async let counts = engine.read { transaction -> [Int?] in
            let before = try transaction.scalar("SELECT count(*) FROM t", as: Int.self)
            start.yield()
            written.wait()
            return [before, try transaction.scalar("SELECT count(*) FROM t", as: Int.self)]
        }
        for await _ in started { break }
        try await engine.write { _ = try $0.execute("INSERT INTO t (x) VALUES (1)") }
        #expect(try await count(engine) == 1)
        written.signal()
        #expect(try await counts == [0, 0])
    }

    @Test("after close everything is refused, and what was accepted before is answered")
    func close() async throws {
        let engine = try await engine()
        async let last = engine.write { try $0.execute("INSERT INTO t (x) VALUES (1)").changes }
        #expect(try await last == 1)
        await engine.close()
        await #expect(throws: DatabaseError.self) { try await count(engine) }
        await #expect(throws: DatabaseError.self) { try await engine.write { _ = try $0.execute("DELETE FROM t") } }
        await #expect(throws: DatabaseError.self) { try await engine.check() }
        await engine.close()
    }

    @Test("more than may wait is refused as overload, not kept in memory")
    func overload() async throws {
        var options = SQLiteEngine.Options()
        options.waitingLimit = 2
        let engine = try SQLiteEngine.inMemory(options: options)
        let (started, start) = AsyncStream<Void>.makeStream()
        let gate = Semaphore()
        async let blocking: Void = engine.write { _ in
            start.yield()
            gate.wait()
        }
        for await _ in started { break }
        let kinds = await withTaskGroup(of: DatabaseError.Kind?.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    do { try await engine.write { _ in } } catch { return (error as? DatabaseError)?.kind }
                    return nil
                }
            }
            var kinds: [DatabaseError.Kind?] = []
            for await kind in group {
                kinds.append(kind)
                if kinds.count == 3 { gate.signal() }
            }
            return kinds
        }
        try await blocking
        #expect(kinds.prefix(3).allSatisfy { $0 == .unavailable(retryAfter: 1) } && kinds.suffix(2).allSatisfy { $0 == nil })
    }
}
