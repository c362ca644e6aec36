import Database
import ObjectStore
import Testing

@testable import BucketSQLite

@Suite("A database in a bucket", .eachLayout)
struct BucketEngineTests {
    let store = FaultyStore()
    /// With nothing tidied in the background, so that only commits are counted.
    private var untidied: BucketOptions {
        var options = CurrentLayout.options
        options.keeper = KeeperLimits()
        return options
    }

    @Test("what one instance wrote, another sees at its next read")
    func fresh() async throws {
        let one = try await open(store)
        let two = try await open(store)
        try await one.createNames()
        for name in ["ada", "grace", "edsger"] {
            try await one.add(name)
            #expect(try await two.names().last == name)
        }
        #expect(try await two.names() == ["ada", "grace", "edsger"])
    }

    @Test("opening and reading an empty bucket writes nothing")
    func readingWritesNothing() async throws {
        let engine = try await open(store)
        let tables = try await engine.read { try $0.query("SELECT * FROM sqlite_schema", .none).count }
        #expect(tables == 0)
        #expect(store.count(.put) == 0 && store.keys().isEmpty)
    }

    @Test("the first transaction chooses the page size", arguments: [512, 1024, 4096, 65536], BucketOptions.Layout.allCases)
    func pageSize(bytes: Int, layout: BucketOptions.Layout) async throws {
        var options = BucketOptions()
        options.layout = layout
        let engine = try await open(store, options)
        try await engine.write { tx in
            try tx.execute("PRAGMA page_size=\(bytes)", .none)
            for table in 0..<12 { try tx.execute("CREATE TABLE t\(table) (a TEXT UNIQUE)", .none) }
        }
        try await engine.createNames()
        let other = try await open(store, options)
        try await other.add("ada")
        #expect(try await engine.names() == ["ada"])
        #expect(try await engine.read { try $0.query("PRAGMA page_size", .none) }.first?.values == [.integer(Int64(bytes))])
        #expect(try await engine.read { try $0.query("PRAGMA integrity_check", .none) }.first?.values == [.text("ok")])
    }

    @Test("the object is a plain SQLite file")
    func plainFile() async throws {
        let engine = try await open(store)
        try await engine.createNames()
        guard CurrentLayout.layout == .file, CurrentLayout.encryption == nil else { return }
        let bytes = try #require(store.bytes(key))
        #expect(bytes.prefix(15) == Array("SQLite format 3".utf8)[...])
        #expect(bytes[18] == 1 && bytes[19] == 1)
        #expect(bytes.count % 4096 == 0)
    }

    @Test("a name that two instances register at once is given exactly once", arguments: 0..<20)
    func race(round: Int) async throws {
        let one = try await open(store)
        let two = try await open(store)
        try await one.createNames()
        let outcomes = await withTaskGroup(of: Result<Void, any Error>.self) { group in
            for engine in [one, two] {
                group.addTask {
                    do { return .success(try await engine.add("Ada")) } catch { return .failure(error) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let failures = outcomes.compactMap { outcome -> (any Error)? in
            if case .failure(let error) = outcome { error } else { nil }
        }
        #expect(failures.count == 1)
        let refusal = try #require(failures.first as? DatabaseError)
        #expect(refusal.kind == .uniqueViolation(columns: ["names.name"]))
        #expect(try await namesInBucket(store) == ["Ada"])
    }

    @Test("writes of many tasks on many instances are all kept, each once")
    func manyWriters() async throws {
        let engines = [try await open(store), try await open(store), try await open(store)]
        try await engines[0].createNames()
        try await withThrowingTaskGroup { group in
            for number in 0..<90 {
                group.addTask { try await engines[number % 3].add("name \(number)") }
            }
            try await group.waitForAll()
        }
        #expect(Set(try await namesInBucket(store)) == Set((0..<90).map { "name \($0)" }))
        #expect(try await namesInBucket(store).count == 90)
    }

    @Test("writes that wait share one upload")
    func grouped() async throws {
        let engine = try await open(store)
        try await engine.createNames()
        let gate = Gate()
        store.next(.put, .held(gate))
        let before = store.count(.put)
        try await withThrowingTaskGroup { group in
            group.addTask { try await engine.add("first") }
            await gate.arrival()
            for number in 0..<50 { group.addTask { try await engine.add("waiting \(number)") } }
            while await engine.waitingWrites < 50 { await Task.yield() }
            await gate.open()
            try await group.waitForAll()
        }
        #expect(store.count(.put) - before == 2)
        #expect(try await engine.names().count == 51)
    }

    @Test("a write is one request to the store, also where nothing was asked before it")
    func oneRoundTrip() async throws {
        let engine = try await open(store, untidied)
        try await engine.createNames()
        for number in 0..<3 {
            let (gets, puts) = (store.count(.get), store.count(.put))
            try await engine.add("name \(number)")
            #expect(store.count(.get) == gets && store.count(.put) == puts + 1)
        }
        await engine.close()
    }

    @Test("a store that asks for less gets the writes that came meanwhile in one commit")
    func widened() async throws {
        let engine = try await open(store, untidied)
        try await engine.createNames()
        store.always(.put, .refused(.throttled(retryAfter: nil)))
        let before = store.count(.put)
        try await withThrowingTaskGroup { group in
            group.addTask { try await engine.add("first") }
            while store.count(.put) < before + 2 { await Task.yield() }
            for number in 0..<50 { group.addTask { try await engine.add("waiting \(number)") } }
            while await engine.waitingWrites < 50 { await Task.yield() }
            store.always(.put, nil)
            let refused = store.count(.put)
            try await group.waitForAll()
            #expect(store.count(.put) - refused <= 2, "the first one, and all that waited for it")
        }
        #expect(try await engine.names().count == 51)
    }

    @Test("a closure that fails rolls back alone, its neighbours are kept")
    func failsAlone() async throws {
        let engine = try await open(store)
        try await engine.createNames()
        try await engine.add("taken")
        let gate = Gate()
        store.next(.put, .held(gate))
        try await withThrowingTaskGroup { group in
            group.addTask { try await engine.add("first") }
            await gate.arrival()
            group.addTask { try await engine.add("second") }
            group.addTask {
                await #expect(throws: DatabaseError.self) {
                    try await engine.write { tx in
                        try tx.execute("INSERT INTO names VALUES ('half')", .none)
                        try tx.execute("INSERT INTO names VALUES ('TAKEN')", .none)
                    }
                }
            }
            group.addTask { try await engine.add("third") }
            while await engine.waitingWrites < 3 { await Task.yield() }
            await gate.open()
            try await group.waitForAll()
        }
        #expect(Set(try await namesInBucket(store)) == ["taken", "first", "second", "third"])
    }

    @Test("a reader never waits for an upload and never sees what is not durable")
    func readersDuringUpload() async throws {
        let engine = try await open(store)
        try await engine.createNames()
        try await engine.add("durable")
        let gate = Gate()
        store.next(.put, .held(gate))
        async let pending: Void = engine.add("pending")
        await gate.arrival()
        #expect(try await engine.names() == ["durable"])
        await gate.open()
        try await pending
        #expect(try await engine.names() == ["durable", "pending"])
    }

    @Test("readers that wait share one question, put after each of them came")
    func sharedQuestions() async throws {
        let engine = try await open(store)
        try await engine.createNames()
        let gate = Gate()
        store.next(.get, .held(gate))
        let before = store.count(.get)
        try await withThrowingTaskGroup { group in
            group.addTask { _ = try await engine.names() }
            await gate.arrival()
            for _ in 0..<40 { group.addTask { _ = try await engine.names() } }
            for _ in 0..<200 { await Task.yield() }
            await gate.open()
            try await group.waitForAll()
        }
        // One for the first; the others came after it was put and share few of their own.
        #expect(store.count(.get) - before <= 4)
    }

    @Test("the reads of one request share one question")
    func requestReads() async throws {
        let engine = try await open(store)
        try await engine.createNames()
        let request = RequestDatabase(engine)
        let before = store.count(.get)
        for _ in 0..<5 { _ = try await request.read { try $0.query("SELECT * FROM names", .none).count } }
        #expect(store.count(.get) - before == 1)
    }

    @Test("a write in a read is refused")
    func readOnly() async throws {
        let engine = try await open(store)
        try await engine.createNames()
        await #expect(throws: DatabaseError.self) {
            try await engine.read { try $0.execute("INSERT INTO names VALUES ('x')", .none) }
        }
        #expect(try await engine.names().isEmpty)
    }

    @Test("a write that changes nothing leaves the bucket alone, and still stands on a fresh state")
    func nothingToWrite() async throws {
        let one = try await open(store)
        let two = try await open(store)
        try await one.createNames()
        _ = try await two.names()
        try await one.add("ada")
        let bytes = store.bytes(key)
        // `two` does not know of ada yet: its refusal must come from the newest state.
        await #expect(throws: DatabaseError.self) { try await two.add("ADA") }
        let changed = try await two.write { try $0.execute("UPDATE names SET name = 'x' WHERE name = 'nobody'", .none).changes }
        #expect(changed == 0)
        #expect(store.bytes(key) == bytes)
    }

    @Test("a reader keeps its state while commits go on")
    func pinned() async throws {
        let engine = try await open(store)
        try await engine.createNames()
        for number in 0..<500 { try await engine.add("n\(number)") }
        try await withThrowingTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<20 {
                        let (first, second) = try await engine.read { tx in
                            (
                                try tx.query("SELECT count(*) AS n FROM names", .none)[0]["n"],
                                try tx.query("SELECT count(*) AS n FROM names", .none)[0]["n"]
                            )
                        }
                        #expect(first == second)
                    }
                }
            }
            group.addTask { for number in 0..<60 { try await engine.add("more \(number)") } }
            try await group.waitForAll()
        }
    }

    @Test("a database that shrinks and grows again holds no page of before")
    func shrinksAndGrows() async throws {
        let engine = try await open(store)
        try await engine.write { tx in
            try tx.execute("CREATE TABLE blobs (id INTEGER PRIMARY KEY, b BLOB)", .none)
            for _ in 0..<200 { try tx.execute("INSERT INTO blobs (b) VALUES (zeroblob(5000))", .none) }
        }
        try await engine.write { tx in
            try tx.execute("DELETE FROM blobs WHERE id > 10", .none)
            try tx.execute("PRAGMA incremental_vacuum", .none)
        }
        try await engine.write { tx in
            for _ in 0..<300 { try tx.execute("INSERT INTO blobs (b) VALUES (randomblob(3000))", .none) }
        }
        let other = try await open(store)
        let check = try await other.read { try $0.query("PRAGMA integrity_check", .none)[0].values }
        #expect(check == [.text("ok")])
        let count = try await other.read { try $0.query("SELECT count(*) AS n FROM blobs", .none)[0]["n"] }
        #expect(count == .integer(310))
    }

    @Test("a deferred constraint that fails at COMMIT spoils only its own write")
    func deferredConstraint() async throws {
        let engine = try await open(store)
        try await engine.write { tx in
            try tx.execute("CREATE TABLE parents (id INTEGER PRIMARY KEY)", .none)
            try tx.execute(
                "CREATE TABLE children (parent INTEGER REFERENCES parents DEFERRABLE INITIALLY DEFERRED)", .none)
        }
        let gate = Gate()
        store.next(.put, .held(gate))
        try await withThrowingTaskGroup { group in
            group.addTask { _ = try await engine.write { try $0.execute("INSERT INTO parents VALUES (1)", .none) } }
            await gate.arrival()
            group.addTask { _ = try await engine.write { try $0.execute("INSERT INTO parents VALUES (2)", .none) } }
            group.addTask {
                _ = await #expect(throws: DatabaseError.self) {
                    try await engine.write { try $0.execute("INSERT INTO children VALUES (77)", .none) }
                }
            }
            while await engine.waitingWrites < 2 { await Task.yield() }
            await gate.open()
            try await group.waitForAll()
        }
        let counts = try await engine.read { tx in
            try tx.query("SELECT (SELECT count(*) FROM parents) AS p, (SELECT count(*) FROM children) AS c", .none)[0].values
        }
        #expect(counts == [.integer(2), .integer(0)])
    }
}

extension BucketEngine {
    var waitingWrites: Int { get async { await core.queue.count } }
}

extension BucketCore {
    var shelf: SegmentShelf? { (layout as? LTXLayout)?.shelf }
    var keeper: SegmentKeeper? { (layout as? LTXLayout)?.keeper }
}
