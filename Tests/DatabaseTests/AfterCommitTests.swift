import Database
import Synchronization
import Testing

@testable import DatabaseSQLite

@Suite("after-commit hooks")
struct AfterCommitTests {
    struct Stop: Error {}

    /// What hooks have said, in order.
    final class Said: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func say(_ line: String) { lines.withLock { $0.append(line) } }
    }

    let said = Said()

    @Test("a hook has run, once and in order, when the write returns")
    func runs() async throws {
        let engine = try SQLiteEngine.inMemory()
        try await engine.write { [said] transaction in
            transaction.afterCommit { said.say("first") }
            transaction.afterCommit { said.say("second") }
            #expect(said.all.isEmpty)
        }
        #expect(said.all == ["first", "second"])
        try await engine.write { _ in }
        #expect(said.all.count == 2)
    }

    @Test("a hook of a savepoint that is undone, or of a write that fails, is not run")
    func undone() async throws {
        let engine = try SQLiteEngine.inMemory()
        try await engine.write { [said] transaction in
            transaction.afterCommit { said.say("before") }
            try? transaction.savepoint {
                transaction.afterCommit { said.say("undone") }
                try transaction.savepoint { transaction.afterCommit { said.say("kept by the inner one only") } }
                throw Stop()
            }
            try transaction.savepoint { transaction.afterCommit { said.say("released") } }
        }
        await #expect(throws: Stop.self) {
            try await engine.write { [said] transaction in
                transaction.afterCommit { said.say("failed") }
                throw Stop()
            }
        }
        #expect(said.all == ["before", "released"])
    }

    @Test("in a batch that is tried again, each write's hook runs once, after its own commit")
    func retriedBatch() throws {
        let connection = try SQLiteConnection(path: ":memory:")
        try connection.executeScript(
            """
            CREATE TABLE a (id INTEGER PRIMARY KEY);
            CREATE TABLE b (a_id INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED);
            """)
        let good = TestWrite { [said] transaction in
            transaction.afterCommit { said.say("good") }
            try transaction.execute("INSERT INTO a VALUES (1)")
        }
        let bad = TestWrite { [said] transaction in
            transaction.afterCommit { said.say("bad") }
            try transaction.execute("INSERT INTO b VALUES (99)")
        }
        WriteBatch([good, bad]).run(on: connection)
        #expect(said.all == ["good"])
        #expect(throws: DatabaseError.self) { try bad.answer?.get() }
    }

    @Test("a connection by itself runs them at its commit, and forgets them at its rollback")
    func bareConnection() throws {
        let connection = try SQLiteConnection(path: ":memory:")
        try connection.begin()
        connection.afterCommit { [said] in said.say("rolled back") }
        try connection.rollback()
        try connection.begin()
        connection.afterCommit { [said] in said.say("committed") }
        try connection.commit()
        #expect(said.all == ["committed"])
    }

    @Test("what a transaction tells is heard by whoever listens to its engine, until they stop")
    func news() async throws {
        let engine = try SQLiteEngine.inMemory()
        let listening = engine.news.listen { [said] in said.say("\($0)") }
        let tell: @Sendable (any Transaction) -> Void = { transaction in
            let news = transaction.news
            transaction.afterCommit { news.tell(.here(topic: "tasks")) }
        }
        try await engine.write(tell)
        #expect(said.all == ["\(CommitNotice.here(topic: "tasks"))"])
        engine.news.stop(listening)
        try await engine.write(tell)
        #expect(said.all.count == 1)
    }
}
