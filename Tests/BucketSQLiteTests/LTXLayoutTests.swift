import Database
import DatabaseSQLite
import LTX
import ObjectStore
import Testing

@testable import BucketSQLite

@Suite("layout=ltx")
struct LTXLayoutTests {
    let store = FaultyStore()
    var small: BucketOptions {
        .ltx(KeeperLimits(inline: 6000, fanOut: 3))
    }

    private func manifest() throws -> Manifest { try Manifest(try #require(store.bytes(key))) }

    /// The database as the segments and deltas say, put together with the LTX module alone.
    private func image() throws -> DatabaseImage {
        let manifest = try manifest()
        var image = DatabaseImage(pageSize: manifest.pageSize)
        for segment in manifest.segments {
            let file = try #require(store.bytes(segment.key(below: key)))
            _ = try LTXVerifier.verify(file[...])
            _ = try image.apply(file[...])
        }
        for delta in manifest.inline { _ = try image.apply(delta.file[...]) }
        #expect(image.checksum == manifest.checksum && image.txid == manifest.txid)
        return image
    }

    @Test("a commit costs what it changes, not the size of the database")
    func costsTheChange() async throws {
        var options = small
        options.keeper = KeeperLimits()
        let engine = try await open(store, options)
        try await engine.write { tx in
            try tx.execute("CREATE TABLE blobs (id INTEGER PRIMARY KEY, b BLOB)", .none)
            for _ in 0..<500 { try tx.execute("INSERT INTO blobs (b) VALUES (randomblob(4000))", .none) }
        }
        // The first delta, as large as the database, leaves the manifest with the commit after it.
        while try manifest().segments.isEmpty {
            try await engine.write { try $0.execute("UPDATE blobs SET b = randomblob(4000) WHERE id = 7", .none) }
        }
        try await engine.write { try $0.execute("UPDATE blobs SET b = randomblob(4000) WHERE id = 8", .none) }
        #expect(try #require(store.bytes(key)).count < 80_000)
        await engine.close()
    }

    @Test("segments and deltas, applied in order, give the database byte for byte")
    func chain() async throws {
        let engine = try await open(store, small)
        try await engine.createNames()
        for round in 0..<80 {
            try await engine.write { tx in
                for number in 0..<20 {
                    try tx.execute("INSERT INTO names VALUES (:n)", ["n": "round \(round) number \(number) \(round * number)"])
                }
                if round % 9 == 8 { try tx.execute("DELETE FROM names WHERE rowid % 3 = 0", .none) }
            }
        }
        let names = try await engine.names()
        await engine.close()
        let manifest = try manifest()
        #expect(manifest.segments.contains { $0.level > 1 }, "nothing was merged")
        let image = try image()
        let asFile = FaultyStore()
        asFile.place(key, image.bytes)
        #expect(try await open(asFile, BucketOptions()).names() == names)
        let reopened = try await open(store, small)
        #expect(try await reopened.names() == names)
    }

    @Test("a cold start fetches the manifest, the tables and the pages that it needs")
    func lazy() async throws {
        var options = small
        options.keeper = KeeperLimits(inline: 6000, fanOut: 8)
        let engine = try await open(store, options)
        try await engine.write { tx in
            try tx.execute("CREATE TABLE blobs (id INTEGER PRIMARY KEY, b BLOB)", .none)
            for _ in 0..<1000 { try tx.execute("INSERT INTO blobs (b) VALUES (randomblob(4000))", .none) }
        }
        while try manifest().segments.isEmpty {
            try await engine.write { try $0.execute("UPDATE blobs SET b = randomblob(10) WHERE id = 7", .none) }
        }
        await engine.close()
        let before = store.bytesRead
        let cold = try await open(store, options)
        let length = try await cold.read { try $0.query("SELECT length(b) AS n FROM blobs WHERE id = 800", .none)[0]["n"] }
        #expect(length == .integer(4000))
        #expect(store.bytesRead - before < 400_000, "\(store.bytesRead - before) bytes of a database of 4 MB")
        await cold.close()
    }

    @Test("the cache of pages keeps to its limit, and a scan through a small one is right")
    func boundedCache() async throws {
        var options = small
        options.cacheSize = 1 << 20
        let engine = try await open(store, options)
        try await engine.write { tx in
            try tx.execute("CREATE TABLE blobs (id INTEGER PRIMARY KEY, b BLOB)", .none)
            for _ in 0..<500 { try tx.execute("INSERT INTO blobs (b) VALUES (randomblob(4000))", .none) }
        }
        while try manifest().segments.isEmpty {
            try await engine.write { try $0.execute("UPDATE blobs SET b = zeroblob(4000) WHERE id = 7", .none) }
        }
        await engine.close()
        let cold = try await open(store, options)
        let gets = store.count(.get)
        let sum = try await cold.read { try $0.query("SELECT sum(length(b)) AS n FROM blobs", .none)[0]["n"] }
        #expect(sum == .integer(2_000_000))
        #expect(store.count(.get) - gets < 40, "a scan reads ahead")
        #expect(await cold.core.shelf?.cachedBytes ?? .max <= 1 << 20)
        await cold.close()
    }

    @Test("two instances that both tidy lose nothing")
    func bothTidy() async throws {
        let engines = [try await open(store, small), try await open(store, small)]
        try await engines[0].createNames()
        try await withThrowingTaskGroup { group in
            for number in 0..<200 {
                group.addTask { try await engines[number % 2].add("name \(number) \(String(repeating: "x", count: 200))") }
            }
            try await group.waitForAll()
        }
        for engine in engines { await engine.close() }
        _ = try image()
        let fresh = try await open(store, small)
        #expect(Set(try await fresh.names()).count == 200)
        #expect(try await fresh.read { try $0.query("PRAGMA integrity_check", .none)[0].values } == [.text("ok")])
    }

    @Test("a VACUUM that shrinks the database is one commit like any other")
    func vacuum() async throws {
        let engine = try await open(store, small)
        try await engine.createNames()
        for number in 0..<40 { try await engine.add("name \(number) \(String(repeating: "y", count: 900))") }
        try await engine.write { try $0.execute("DELETE FROM names WHERE rowid > 3", .none) }
        try await engine.write { try $0.execute("INSERT INTO names VALUES ('after')", .none) }
        await engine.close()
        _ = try image()
        #expect(try await open(store, small).names().count == 4)
    }

    @Test("an older state that somebody puts back is written on, not fallen over")
    func olderState() async throws {
        let engine = try await open(store, small)
        try await engine.createNames()
        try await engine.add("ada")
        let old = try #require(store.bytes(key))
        for name in ["grace", "edsger", "barbara"] { try await engine.add(name) }
        store.place(key, old)
        try await engine.add("margaret")
        #expect(try await engine.names() == ["ada", "margaret"])
        await engine.close()
    }

    @Test("a page whose bytes were damaged is noticed, never shown")
    func damagedPage() async throws {
        let engine = try await open(store, small)
        try await engine.createNames()
        // Text that does not get smaller, and a keeper that has done its work: what is read lies in segments and not in the manifest.
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        for _ in 0..<60 { try await engine.add(String((0..<300).compactMap { _ in letters.randomElement() })) }
        await engine.core.keeper?.rest()
        await engine.close()
        let segments = try manifest().segments
        #expect(!segments.isEmpty)
        for segment in segments {
            let object = segment.key(below: key)
            var bytes = try #require(store.bytes(object))
            for index in stride(from: LTXHeader.length + 40, to: bytes.count, by: 64) { bytes[index] ^= 1 }
            store.place(object, bytes)
        }
        let other = try await open(store, small)
        let error = await #expect(throws: DatabaseError.self) { _ = try await other.names().count }
        #expect(error?.kind == .corrupt)
    }
}

@Suite("A segment under faults")
struct SegmentFaultTests {
    let store = FaultyStore()

    private func filled() async throws -> BucketOptions {
        let options = BucketOptions.ltx(KeeperLimits(inline: 3000, fanOut: 8))
        let engine = try await open(store, options)
        try await engine.createNames()
        for number in 0..<30 { try await engine.add("name \(number) \(String(repeating: "x", count: 300))") }
        await engine.close()
        return options
    }

    @Test("bytes that were damaged on their way are fetched again")
    func damagedOnTheWay() async throws {
        let engine = try await open(store, filled())
        // The question for freshness, then the first pages.
        _ = try await engine.core.base(since: engine.arrival())
        let base = try await engine.core.base(since: Arrival())
        store.next(.get, .flipped)
        store.next(.get, .flipped)
        #expect(try await count(base.version) == .integer(30))
        await engine.close()
    }

    @Test(
        "an upload whose answer was lost, or that was refused for a while, is settled",
        arguments: [
            [FaultyStore.Fault.lostAfter], [.lostBefore], [.refused(.throttled(retryAfter: nil)), .lostBefore, .duplicated],
        ])
    func uploads(faults: [FaultyStore.Fault]) async throws {
        let options = BucketOptions.ltx(KeeperLimits(inline: 1, fanOut: 8, mergeable: 0))
        let engine = try await open(store, options)
        try await engine.createNames()
        await engine.core.keeper?.rest()
        for fault in faults { store.next(.put, fault) }
        // Each commit now lists one segment and makes the next; the faults meet commits and segments alike.
        for number in 0..<6 {
            try await engine.add("name \(number)")
            await engine.core.keeper?.rest()
        }
        await engine.close()
        let manifest = try Manifest(try #require(store.bytes(key)))
        #expect(manifest.segments.count >= 4)
        #expect(try await open(store, options).names().count == 6)
    }
}

@Suite("The manifest")
struct ManifestTests {
    @Test("is read as it was written, and every flipped bit and every cut is refused")
    func damage() async throws {
        let store = FaultyStore()
        let options = BucketOptions.ltx(KeeperLimits(inline: 3000, fanOut: 2))
        let engine = try await open(store, options)
        try await engine.createNames()
        for number in 0..<25 { try await engine.add("name \(number)") }
        await engine.close()
        let bytes = try #require(store.bytes(key))
        let manifest = try Manifest(bytes)
        #expect(manifest.bytes == bytes)
        #expect(!manifest.segments.isEmpty && !manifest.retired.isEmpty)
        // Every bit of the head, and one in some bytes of the rest: the checksum covers all alike.
        for position in Array(0..<200) + stride(from: 200, to: bytes.count, by: 97) {
            var damaged = bytes
            damaged[position] ^= 1 << (position % 8)
            #expect(throws: DatabaseError.self) { _ = try Manifest(damaged) }
        }
        for length in stride(from: 0, to: bytes.count, by: 211) {
            #expect(throws: DatabaseError.self) { _ = try Manifest(Array(bytes.prefix(length))) }
        }
    }

    @Test("of a newer version is refused with the advice to update")
    func newer() throws {
        var manifest = try Manifest(lineage: Array(repeating: 7, count: 16), pageSize: 4096).bytes
        manifest[9] = 2
        let error = try #require(throws: DatabaseError.self) { _ = try Manifest(manifest) }
        #expect(error.message.contains("update this one"))
    }
}

@Suite("Page groups")
struct PageGroupsTests {
    @Test("find every page of a segment, and none that it has not")
    func search() throws {
        let size = try #require(PageSize(512))
        let pages: [UInt32] = [1, 2, 3, 7, 8, 100, 101, 500] + Array(600..<900)
        let header = try LTXHeader(
            pageSize: size, pageCount: 1000, range: try #require(TXIDRange(TXID(2), TXID(2))), timestamp: 1,
            preApply: .empty)
        var encoder = LTXEncoder(header)
        for page in pages { try encoder.append(page: page, Array(repeating: UInt8(page % 251), count: 512)) }
        let summary = try encoder.finish(postApply: .empty)
        let file = encoder.takeBytes()
        let groups = PageGroups(summary.index) { CRC64.of(file[$0]) }
        let read = try PageGroups(groups.bytes(fileChecksum: 9), fileChecksum: 9)
        #expect(read == groups)
        for page in UInt32(1)...1000 { #expect((read.index(of: page) != nil) == pages.contains(page)) }
        #expect(throws: DatabaseError.self) { _ = try PageGroups(groups.bytes(fileChecksum: 9), fileChecksum: 8) }
    }
}

@Suite("A segment that is missing")
struct MissingSegmentTests {
    let store = FaultyStore()
    var options: BucketOptions {
        .ltx(KeeperLimits(inline: 3000, fanOut: 2))
    }

    @Test("makes an instance with an old manifest read it again")
    func oldManifest() async throws {
        let writer = try await open(store, options)
        try await writer.createNames()
        for number in 0..<30 { try await writer.add("name \(number) \(String(repeating: "x", count: 300))") }
        var lazy = options
        lazy.maxStale = 3600
        lazy.cacheSize = 4096
        let old = try await open(store, lazy)
        for number in 30..<90 { try await writer.add("name \(number) \(String(repeating: "x", count: 300))") }
        await writer.close()
        let listed = try Manifest(try #require(store.bytes(key))).segments.map { $0.key(below: key) }
        // What an instance finds that slept longer than replaced segments are kept.
        for object in store.keys() where object.hasSuffix(".ltx") && !listed.contains(object) { store.remove(object) }
        #expect(try await old.names().count == 90)
        try await old.add("one more")
        #expect(try await old.names().count == 91)
    }

    @Test("makes it do so also where a connection is just being opened")
    func opening() async throws {
        let writer = try await open(store, options)
        try await writer.createNames()
        for name in ["ada", "grace"] { try await writer.add(name) }
        await writer.close()
        // What is restored lists a snapshot and no deltas: page 1 stands there.
        let operations = BucketOperations(key: key, in: store, options: options, logger: quiet, runtime: fastRuntime())
        _ = try await operations.restore(to: .commit(2))
        var lazy = options
        lazy.maxStale = 3600
        lazy.cacheSize = 4096
        let old = try await open(store, lazy)
        _ = try await operations.restore(to: .commit(3))
        let listed = try Manifest(try #require(store.bytes(key))).segments.map { $0.key(below: key) }
        for object in store.keys() where object.hasSuffix(".ltx") && !listed.contains(object) { store.remove(object) }
        #expect(try await old.names() == ["ada", "grace"])
        try await old.add("edsger")
        #expect(try await old.names().count == 3)
        await old.close()
    }

    @Test("is never taken for an empty one")
    func lost() async throws {
        // Nothing stays in the manifest: each page that is read or written would come from a segment.
        let options = BucketOptions.ltx(KeeperLimits(inline: 0))
        let writer = try await open(store, options)
        try await writer.createNames()
        for number in 0..<30 { try await writer.add("name \(number) \(String(repeating: "x", count: 300))") }
        await writer.core.keeper?.rest()
        await writer.close()
        for object in store.keys() where object.hasSuffix(".ltx") { store.remove(object) }
        let manifest = store.bytes(key)
        let engine = try await open(store, options)
        await #expect(throws: DatabaseError.self) { _ = try await engine.names().count }
        await #expect(throws: DatabaseError.self) { try await engine.add("ada") }
        #expect(store.bytes(key) == manifest)
    }
}

@Suite("A state that is read while the bucket is tidied")
struct PinnedSegmentsTests {
    @Test("keeps its segments, also when the newest manifest lists them no more")
    func tablesOutliveTheManifest() async throws {
        let store = FaultyStore()
        let options = BucketOptions.ltx(KeeperLimits(inline: 3000, fanOut: 2))
        let writer = try await open(store, options)
        try await writer.createNames()
        for number in 0..<30 { try await writer.add("name \(number) \(String(repeating: "x", count: 300))") }
        await writer.close()
        let reader = try await open(store, options)
        let pinned = try await reader.core.base(since: reader.arrival())
        let shelf = try #require(await reader.core.shelf)
        try await shelf.prepare([], pageSize: try #require(PageSize(4096)))
        #expect(try await count(pinned.version) == .integer(30))
    }
}

/// How many names a version holds. Read on a thread that may block: pages are fetched from within SQLite.
private func count(_ version: PageVersion) async throws -> Value? {
    try await BucketRuntime().reading.run {
        let connection = try PagedConnection(version, history: 0, mode: .reading)
        defer { connection.close() }
        return try connection.read { try $0.query("SELECT count(*) AS n FROM names", .none)[0]["n"] }
    }
}

@Suite("A staged batch that never became the base")
struct StagedAndDroppedTests {
    @Test("leaves nothing behind in the writer, also when the next base has the same change counter and history")
    func staleCache() async throws {
        let store = FaultyStore()
        let options = BucketOptions.ltx()
        let engine = try await open(store, options)
        let other = try await open(store, options)
        try await engine.createNames()
        let old = try await engine.core.base(since: engine.arrival())
        // Another instance's commit, which makes the same change counter as what is staged here and dropped.
        try await other.add("grace")
        let new = try await engine.core.base(since: engine.arrival())
        #expect(old.history == new.history)
        let writer = await engine.core.writer
        _ = try await stage("ada", on: old, writer)
        let second = try await stage("ada", on: new, writer)
        #expect(second, "the name was found in a state that nobody ever saw")
    }

    /// - Returns: whether the name could be inserted.
    private func stage(_ name: String, on base: Base, _ writer: BatchWriter) async throws -> Bool {
        let job = TypedWriteJob {
            try $0.execute("INSERT INTO names (name) VALUES (:name)", ["name": name])
        } answer: { _ in
        }
        _ = try await writer.stage([job], on: base, recording: nil)
        return job.failure == nil
    }
}
