import Database
import ObjectStore
import Testing

@testable import BucketSQLite

@Suite("Questions to the store")
struct QuestionTests {
    let store = FaultyStore()
    let clock = FastClock()

    /// An engine on a store that takes 25 ms for each request.
    private func open(_ layout: BucketOptions.Layout) async throws -> BucketEngine {
        var options = BucketOptions()
        options.layout = layout
        var runtime = BucketRuntime()
        runtime.now = { [clock] in clock.now }
        runtime.sleep = { [clock] duration in
            clock.advance(duration)
            await Task.yield()
        }
        return try await BucketEngine.open(
            key: key, in: TickingStore(inner: store, clock: clock), options: options, logger: quiet, runtime: runtime)
    }

    @Test("who has just missed one does not wait for its end", arguments: BucketOptions.Layout.allCases)
    func overlap(layout: BucketOptions.Layout) async throws {
        let engine = try await open(layout)
        try await engine.createNames()
        let gate = Gate()
        store.next(.get, .held(gate))
        async let first = engine.names()
        await gate.arrival()
        try await engine.add("ada")
        #expect(try await engine.names() == ["ada"])
        await gate.open()
        #expect(try await first == ["ada"])
    }

    @Test("an answer that was overtaken does not take anybody back", arguments: BucketOptions.Layout.allCases)
    func overtaken(layout: BucketOptions.Layout) async throws {
        let (one, two) = (try await open(layout), try await open(layout))
        try await one.createNames()
        try await two.add("ada")
        let gate = Gate()
        store.next(.get, .answeredLate(gate))
        async let first = one.names()
        await gate.arrival()
        try await two.add("grace")
        #expect(try await one.names() == ["ada", "grace"])
        #expect(try await first == ["ada", "grace"])
        let before = store.count(.get)
        await gate.open()
        while await !one.core.line.underWay.isEmpty { await Task.yield() }
        #expect(try await one.read(since: Arrival()) { try $0.query("SELECT * FROM names", .none).count } == 2)
        #expect(store.count(.get) == before, "it was put again, though nobody waited for it")
    }

    @Test("one that fails is no answer for those whom another one answers", arguments: BucketOptions.Layout.allCases)
    func failure(layout: BucketOptions.Layout) async throws {
        let engine = try await open(layout)
        try await engine.createNames()
        let gate = Gate()
        store.next(.get, .answeredLate(gate))
        store.next(.get, .refused(.denied))
        async let first = engine.names()
        await gate.arrival()
        await #expect(throws: DatabaseError.self) { try await engine.names() }
        await gate.open()
        #expect(try await first == [])
    }
}

/// Each request takes 25 ms by `clock`.
private struct TickingStore: ObjectStore {
    let inner: FaultyStore
    let clock: FastClock

    var description: String { inner.description }

    func get(_ key: String, range: ByteRange?, unless etag: ETag?) async throws(StoreError) -> GetResult {
        clock.advance(.milliseconds(25))
        return try await inner.get(key, range: range, unless: etag)
    }

    func put(
        _ key: String, _ bytes: [UInt8], if condition: PutCondition, deadline: ContinuousClock.Instant?
    ) async throws(StoreError) -> ETag {
        clock.advance(.milliseconds(25))
        return try await inner.put(key, bytes, if: condition, deadline: deadline)
    }

    func head(_ key: String) async throws(StoreError) -> ObjectInfo? { try await inner.head(key) }
    func delete(_ key: String) async throws(StoreError) { try await inner.delete(key) }
    func list(prefix: String) async throws(StoreError) -> [ObjectInfo] { try await inner.list(prefix: prefix) }
}
