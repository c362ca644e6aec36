import Database
import DatabaseSQLite
import Testing

@testable import BucketSQLite

/// Reads that ask the store nothing need no other thread either.
@Suite("A read at once", .eachLayout)
struct ReadAtOnceTests {
    private let store = FaultyStore()
    private let clock = FastClock()

    private func open(_ change: (inout BucketOptions) -> Void) async throws -> BucketEngine {
        var options = CurrentLayout.options
        change(&options)
        var runtime = fastRuntime()
        runtime.now = { [clock] in clock.now }
        runtime.briefTime = 3600
        return try await BucketEngine.open(key: key, in: store, options: options, logger: quiet, runtime: runtime)
    }

    private func names(_ engine: BucketEngine) throws -> Int? {
        try engine.readAtOnce(since: engine.arrival()) { try $0.scalar("SELECT count(*) FROM names") ?? -1 }
    }

    @Test("is answered within max_stale, and sees the instance's own writes")
    func bounded() async throws {
        let engine = try await open { $0.maxStale = 5 }
        try await engine.createNames()
        #expect(try names(engine) == nil, "nobody has opened a connection yet")
        _ = try await engine.names()
        let asked = store.count(.get)
        #expect(try names(engine) == 0)
        try await engine.add("ada")
        #expect(try names(engine) == 1)
        #expect(store.count(.get) == asked)
        clock.advance(.seconds(6))
        #expect(try names(engine) == nil)
        #expect(try await RequestDatabase(engine).readBriefly { try $0.scalar("SELECT count(*) FROM names", as: Int.self) } == 1)
        #expect(try names(engine) == 1)
        await engine.close()
    }

    @Test("is none where every read is to be fresh")
    func fresh() async throws {
        let engine = try await open { _ in }
        try await engine.createNames()
        _ = try await engine.names()
        #expect(try names(engine) == nil)
        await engine.close()
    }

    @Test("is answered by whoever holds the database, until the hold is known to be lost")
    func exclusive() async throws {
        guard CurrentLayout.layout == .ltx else { return }
        let holder = try await open { $0.mode = .exclusive }
        try await holder.createNames()
        _ = try await holder.names()
        #expect(try names(holder) == 0)
        let other = try await open {
            $0.mode = .exclusive
            $0.takesOver = true
        }
        await #expect(throws: DatabaseError.self) { try await holder.add("grace") }
        #expect(try names(holder) == nil)
        await other.close()
        await holder.close()
    }

    @Test("that takes long, or writes, is none")
    func long() async throws {
        var options = CurrentLayout.options
        options.maxStale = 3600
        let engine = try await BucketEngine.open(
            key: key, in: store, options: options, logger: quiet, runtime: BucketRuntime())
        try await engine.createNames()
        _ = try await engine.names()
        let count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT max(i) FROM n"
        #expect(try engine.readAtOnce(since: engine.arrival()) { try $0.scalar(count, as: Int.self) } == nil)
        #expect(throws: DatabaseError.self) {
            try engine.readAtOnce(since: engine.arrival()) { try $0.execute("DELETE FROM names") }
        }
        await engine.close()
    }

    @Test("fetches nothing: what is not in memory is left to those who may wait")
    func away() async throws {
        guard CurrentLayout.layout == .ltx else { return }
        let writer = try await open { _ in }
        try await writer.write { tx in
            try tx.execute("CREATE TABLE blobs (id INTEGER PRIMARY KEY, b BLOB)", .none)
            for _ in 0..<300 { try tx.execute("INSERT INTO blobs (b) VALUES (randomblob(4000))", .none) }
        }
        for _ in 0..<3 { try await writer.write { try $0.execute("UPDATE blobs SET b = zeroblob(9) WHERE id = 1") } }
        await writer.close()
        let engine = try await open {
            $0.maxStale = 3600
            $0.cacheSize = 400_000
        }
        _ = try await engine.read { try $0.scalar("SELECT length(b) FROM blobs WHERE id = 1", as: Int.self) }
        let asked = store.count(.get)
        let last = { @Sendable (tx: any Transaction) in try tx.scalar("SELECT length(b) FROM blobs WHERE id = 290", as: Int.self)
        }
        #expect(try engine.readAtOnce(since: engine.arrival(), last) == nil)
        #expect(store.count(.get) == asked)
        #expect(try await engine.read(last) == 4000)
        #expect(try engine.readAtOnce(since: engine.arrival(), last) == 4000)
        await engine.close()
    }
}
