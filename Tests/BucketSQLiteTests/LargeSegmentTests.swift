import Database
import Foundation
import LTX
import ObjectStore
import Testing

@testable import BucketSQLite

@Suite("Segments of any size")
struct LargeSegmentTests {
    @Test("are spooled to a file that has no name, and read as they were written")
    func spool() throws {
        let spool = Spool(memory: 1000)
        let pieces = (0..<40).map { number in [UInt8](repeating: UInt8(number), count: 7 * number) }
        let all = pieces.flatMap { $0 }
        for piece in pieces { try spool.append(piece) }
        #expect(spool.count == all.count)
        for range in [0..<all.count, 0..<1, 990..<1010, 3000..<all.count] { #expect(try spool.read(range) == Array(all[range])) }
        #expect(throws: DatabaseError.self) { try spool.read(0..<all.count + 1) }
    }

    @Test("are sealed piece by piece as they are whole", arguments: [0, 1, 16_383, 16_384, 16_385, 100_000])
    func sealing(size: Int) async throws {
        let seal = Seal(keys: try EncryptionKeys(testKeys[0]))
        let (family, salt) = ([UInt8](repeating: 7, count: 16), [UInt8](0..<16))
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 17) }
        let whole = seal.seal(bytes, name: "x", family: family, salt: salt)
        let body = seal.sealing(UploadBody(bytes), name: "x", family: family, salt: salt)
        #expect(body.size == whole.count)
        for length in [1, 27, 29, 5000, 16_424, 16_425, 200_000] where length > 20 || size < 20 {
            var pieces: [UInt8] = []
            for start in stride(from: 0, to: body.size, by: length) {
                pieces += try await body.bytes(start..<min(start + length, body.size))
            }
            #expect(pieces == whole, "in pieces of \(length)")
        }
    }

    @Test("are created once, whatever becomes of the answer")
    func created() async throws {
        let (store, runtime) = (FaultyStore(), fastRuntime())
        let body = UploadBody([1, 2, 3])
        store.next(.put, .lostAfter)
        #expect(try await store.create("x", body, attempts: 3, runtime))
        store.next(.put, .lostBefore)
        #expect(try await store.create("y", body, attempts: 3, runtime))
        #expect(store.bytes("y") == [1, 2, 3])
        #expect(try await store.create("x", UploadBody([1, 2, 4]), attempts: 3, runtime) == false)
        #expect(try await store.create("x", UploadBody([1, 2]), attempts: 3, runtime) == false)
        store.always(.put, .refused(.throttled(retryAfter: nil)))
        let error = await #expect(throws: StoreError.self) { _ = try await store.create("z", body, attempts: 3, runtime) }
        #expect(error?.kind == .throttled(retryAfter: nil))
    }

    @Test("are merged, checked and compacted piece by piece", .timeLimit(.minutes(5)))
    func merged() async throws {
        let store = FaultyStore()
        let options = BucketOptions.ltx(KeeperLimits(inline: 64 << 10, fanOut: 2))
        let engine = try await open(store, options)
        try await engine.write { try $0.execute("CREATE TABLE ballast (bytes BLOB)", .none) }
        for _ in 0..<8 {
            try await engine.write { try $0.execute("INSERT INTO ballast VALUES (randomblob(1500000))", .none) }
            try await engine.write { try $0.execute("INSERT INTO ballast VALUES (randomblob(10))", .none) }
            await engine.core.keeper?.rest()
        }
        await engine.close()
        let manifest = try Manifest(try #require(store.bytes(key)))
        #expect(manifest.segments.contains { $0.level > 1 && $0.size > 1 << 20 })
        let operations = BucketOperations(key: key, in: store, options: options, logger: quiet, runtime: fastRuntime())
        #expect(try await operations.verify().filter { $0.weight == .damage } == [])
        #expect(try await operations.compact().segments == manifest.segments.count)
        #expect(try await operations.verify().filter { $0.weight == .damage } == [])
        let again = try await open(store, options)
        #expect(try await again.read { try $0.query("SELECT count(*) FROM ballast", .none).first?.values } == [.integer(16)])
        await again.close()
    }

    @Test("are not checked to their end when the engine stops meanwhile")
    func interrupted() async throws {
        let store = FaultyStore()
        let engine = try await open(store, .ltx(KeeperLimits(inline: 1)))
        try await engine.createNames()
        await engine.core.keeper?.rest()
        try await engine.add("ada")
        await engine.close()
        let manifest = try Manifest(try #require(store.bytes(key)))
        let segment = try #require(manifest.segments.first)
        let spool = Spool(memory: 100)
        try spool.append(try #require(store.bytes(segment.key(below: key))))
        #expect(throws: (any Error).self) { _ = try WrittenSegment(spool, level: 1, timestamp: 0, isWanted: { false }) }
        #expect(try WrittenSegment(spool, level: 1, timestamp: segment.timestamp).segment == segment)
    }

    @Test("that are merged for long keep no write waiting, and deltas leave the manifest meanwhile", .timeLimit(.minutes(5)))
    func flushesBesideMerge() async throws {
        let (store, gate) = (FaultyStore(), Gate())
        let options = BucketOptions.ltx(KeeperLimits(inline: 500, fanOut: 2))
        let engine = try await open(HeldMerges(inner: store, gate: gate), options)
        try await engine.createNames()
        for number in 0..<100 { try await engine.add("name \(number)") }
        await gate.arrival()
        let manifest = try Manifest(try #require(store.bytes(key)))
        // A commit waits once there are 8,000 bytes; a hundred of them have 60,000.
        #expect(manifest.inlineSize < 20_000)
        #expect(manifest.segments.count > 4)
        await gate.open()
        #expect(try await engine.names().count == 100)
        await engine.close()
        let operations = BucketOperations(key: key, in: store, options: options, logger: quiet, runtime: fastRuntime())
        #expect(try await operations.verify().filter { $0.weight == .damage } == [])
    }

    @Test("that can't be tidied are not begun anew with each commit")
    func pause() async throws {
        let store = FaultyStore()
        let options = BucketOptions.ltx(KeeperLimits(inline: 500, fanOut: 2))
        let runtime = BucketRuntime()
        let engine = try await BucketEngine.open(key: key, in: store, options: options, logger: quiet, runtime: runtime)
        try await engine.createNames()
        let keeper = try #require(await engine.core.keeper)
        await keeper.rest()
        // Somebody else's object has the name of every segment that could be written next.
        for last in 1..<40 {
            for first in 1...last {
                store.place("\(key).d/ltx/1/\(TXID(UInt64(first)))-\(TXID(UInt64(last))).ltx.groups", [1])
            }
        }
        let before = store.count(.put)
        for number in 0..<20 { try await engine.add("name \(number)") }
        await keeper.rest()
        #expect(store.count(.put) - before < 30, "twenty commits, and a few attempts")
        #expect(try await engine.names().count == 20)
        await engine.close()
    }
}

/// Stores no segment that others were merged to before the gate opens.
private struct HeldMerges: ObjectStore {
    let inner: FaultyStore
    let gate: Gate

    var description: String { inner.description }

    func put(
        _ key: String, _ bytes: [UInt8], if condition: PutCondition, deadline: ContinuousClock.Instant?
    ) async throws(StoreError) -> ETag {
        if key.contains(".d/ltx/"), !key.contains(".d/ltx/1/") { await gate.wait() }
        return try await inner.put(key, bytes, if: condition, deadline: deadline)
    }

    func get(_ key: String, range: ByteRange?, unless etag: ETag?) async throws(StoreError) -> GetResult {
        try await inner.get(key, range: range, unless: etag)
    }

    func head(_ key: String) async throws(StoreError) -> ObjectInfo? { try await inner.head(key) }
    func delete(_ key: String) async throws(StoreError) { try await inner.delete(key) }
    func list(prefix: String) async throws(StoreError) -> [ObjectInfo] { try await inner.list(prefix: prefix) }
}

@Suite("A cold start")
struct ColdStartTests {
    @Test("brings the schema and the roots of all trees with the tables of the segments")
    func heads() async throws {
        let store = FaultyStore()
        let options = BucketOptions.ltx(KeeperLimits(inline: 3000, fanOut: 8))
        let writer = try await open(store, options)
        try await writer.createNames()
        for number in 0..<60 { try await writer.add("name \(number) \(String(repeating: "x", count: 300))") }
        await writer.close()
        let segments = try Manifest(try #require(store.bytes(key))).segments.count
        try #require(segments > 2)
        let before = store.count(.get)
        let reader = try await open(store, options)
        #expect(store.count(.get) - before == 1 + 2 * segments, "the manifest, tables and heads")
        #expect(try await reader.names().count == 60)
        #expect(store.count(.get) - before == 2 + 2 * segments, "and the question of the first read")
        await reader.close()
    }

    @Test("asks for no more than its bounds, however many segments there are")
    func bounds() throws {
        let range = try #require(TXIDRange(TXID(1), TXID(1)))
        for count in [0, 1, 2, 9, 1000] {
            let segments = (0..<count).map {
                Segment(level: 1, range: range, size: 1 << 30, fileChecksum: UInt64($0), timestamp: 0)
            }
            let lengths = SegmentHeads.lengths(segments)
            #expect(lengths.count == count)
            #expect(lengths.values.reduce(0, +) <= SegmentHeads.first + SegmentHeads.most)
        }
    }
}
