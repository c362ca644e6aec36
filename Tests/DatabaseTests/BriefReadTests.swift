import Database
import DatabaseSQLite
import Testing

@Suite struct BriefReadTests {
    /// Counts for longer than a millisecond, and not for seconds.
    private static let long = """
        WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 300000) SELECT max(n) FROM numbers
        """

    private static func engine(brief: Int = 1) async throws -> SQLiteEngine {
        var options = SQLiteEngine.Options()
        options.briefReaders = brief
        let engine = try SQLiteEngine.inMemory(options: options)
        try await engine.write { try $0.executeScript("CREATE TABLE t (n INTEGER PRIMARY KEY); INSERT INTO t VALUES (7)") }
        return engine
    }

    @Test func `A brief read sees what was committed before it`() async throws {
        let engine = try await Self.engine()
        for n in 8...12 {
            try await engine.write { _ = try $0.execute("INSERT INTO t VALUES (:n)", ["n": n]) }
            #expect(try engine.readAtOnce(since: engine.arrival()) { try $0.scalar("SELECT max(n) FROM t", as: Int.self) } == n)
        }
        await engine.close()
    }

    @Test func `A read that takes long is left to the readers, who finish it`() async throws {
        let engine = try await Self.engine()
        #expect(try engine.readAtOnce(since: engine.arrival()) { try $0.scalar(Self.long, as: Int.self) } == nil)
        #expect(try await RequestDatabase(engine).readBriefly { try $0.scalar(Self.long, as: Int.self) } == 300_000)
        // The connection is good for the next one.
        #expect(try engine.readAtOnce(since: engine.arrival()) { try $0.scalar("SELECT n FROM t", as: Int.self) } == 7)
        await engine.close()
    }

    @Test func `A brief read cannot write, and its own errors are told`() async throws {
        let engine = try await Self.engine()
        #expect(throws: DatabaseError.self) { try engine.readAtOnce(since: engine.arrival()) { try $0.execute("DELETE FROM t") } }
        #expect(throws: DatabaseError.self) {
            try engine.readAtOnce(since: engine.arrival()) { try $0.query("SELECT * FROM nothing") }
        }
        #expect(try await engine.read { try $0.scalar("SELECT count(*) FROM t", as: Int.self) } == 1)
        await engine.close()
    }

    @Test func `With all its connections in use, or closed, nothing is read at once`() async throws {
        let engine = try await Self.engine()
        let inner = try engine.readAtOnce(since: engine.arrival()) { _ in
            try engine.readAtOnce(since: engine.arrival()) { _ in true } == nil
        }
        #expect(inner == true)
        await engine.close()
        #expect(try engine.readAtOnce(since: engine.arrival()) { _ in true } == nil)
    }
}
