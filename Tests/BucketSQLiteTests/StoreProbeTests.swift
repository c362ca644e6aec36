import Database
import ObjectStore
import Synchronization
import Testing

@testable import BucketSQLite

/// A store that keeps some conditions and ignores others.
final class CarelessStore: ObjectStore {
    enum Fault: Sendable, CaseIterable { case ignoresAbsent, ignoresMatch, refusesAbsent, refusesMatch, letsAllWin }

    private let fault: Fault
    private let store = MemoryStore()
    private let stale = Mutex<ETag?>(nil)
    var description: String { "careless:" }

    init(_ fault: Fault) { self.fault = fault }

    func put(
        _ key: String, _ bytes: [UInt8], if condition: PutCondition, deadline: ContinuousClock.Instant?
    ) async throws(StoreError) -> ETag {
        switch (fault, condition) {
        case (.ignoresAbsent, .absent), (.ignoresMatch, .matches):
            return try await store.put(key, bytes, if: .always, deadline: nil)
        case (.refusesAbsent, .absent), (.refusesMatch, .matches): throw StoreError(.conditionFailed, "no", status: 412)
        case (.letsAllWin, .matches) where bytes.starts(with: Array("racer".utf8)):
            return try await store.put(key, bytes, if: .always, deadline: nil)
        default: return try await store.put(key, bytes, if: condition, deadline: nil)
        }
    }

    func get(_ key: String, range: ByteRange?, unless etag: ETag?) async throws(StoreError) -> GetResult {
        try await store.get(key, range: range, unless: etag)
    }
    func head(_ key: String) async throws(StoreError) -> ObjectInfo? { try await store.head(key) }
    func delete(_ key: String) async throws(StoreError) { try await store.delete(key) }
    func list(prefix: String) async throws(StoreError) -> [ObjectInfo] { try await store.list(prefix: prefix) }
}

@Suite("The store probe", .eachLayout)
struct StoreProbeTests {
    @Test("a store that keeps its promises passes, and nothing of the probe stays")
    func passes() async throws {
        let store = FaultyStore()
        let outcomes = try await StoreProbe(of: store, key: key, runtime: fastRuntime()).run()
        #expect(outcomes.map(\.promise) == StoreProbe.Promise.allCases && outcomes.allSatisfy(\.holds))
        #expect(store.keys().isEmpty)
    }

    @Test(
        "lost answers do not change the verdict",
        arguments: [FaultyStore.Fault.lostAfter, .lostBefore, .duplicated, .refused(.throttled(retryAfter: nil))])
    func faults(fault: FaultyStore.Fault) async throws {
        for later in 0..<10 {
            let store = FaultyStore()
            for _ in 0..<later { store.next(.put, .cut(0)) }
            store.next(.put, fault)
            let outcomes = try await StoreProbe(of: store, key: key, runtime: fastRuntime()).run()
            #expect(outcomes.count == 5 && outcomes.allSatisfy(\.holds), "\(outcomes)")
        }
    }

    @Test(
        "a store that ignores or refuses conditions is refused, with the one that is broken and what to do",
        arguments: [
            (CarelessStore.Fault.ignoresAbsent, StoreProbe.Promise.refuseCreate, "ignores If-None-Match"),
            (.ignoresMatch, .refuseStale, "ignores If-Match"), (.refusesAbsent, .create, "refuses If-None-Match"),
            (.refusesMatch, .update, "refuses If-Match"), (.letsAllWin, .race, "several of the writers win"),
        ])
    func refuses(fault: CarelessStore.Fault, promise: StoreProbe.Promise, words: String) async throws {
        let store = CarelessStore(fault)
        let outcomes = try await StoreProbe(of: store, key: key, runtime: fastRuntime()).run()
        #expect(outcomes.last?.promise == promise && outcomes.last?.holds == false)
        // The store knows a racer by its bytes.
        var options = CurrentLayout.options
        options.encryption = nil
        let engine = try await open(store, options)
        let error = await #expect(throws: DatabaseError.self) { try await engine.ensureConditions() }
        #expect(error?.message.contains(words) == true && error?.message.contains("ignore_conflicts=true") == true)
        var alone = options
        alone.ignoreConflicts = true
        try await open(store, alone).ensureConditions()
    }

    @Test("a later start asks nothing; another store, or another lineage, is probed again")
    func recorded() async throws {
        let store = FaultyStore()
        let first = try await open(store)
        try await first.ensureConditions()
        try await first.createNames()
        await first.close()
        let second = try await open(store)
        let puts = store.count(.put)
        try await second.ensureConditions()
        #expect(store.count(.put) == puts)
        await second.close()
        // The same bytes in another store prove nothing there.
        let copy = CarelessStore(.ignoresMatch)
        for object in store.keys() {
            _ = try await copy.put(object, try #require(store.bytes(object)), if: .always, deadline: nil)
        }
        await #expect(throws: DatabaseError.self) { try await open(copy).ensureConditions() }
    }

    @Test("a database that was imported is probed once, though nothing is ever written, and stays as it is for who has it open")
    func imported() async throws {
        let store = FaultyStore()
        let other = try await open(store)
        try await other.createNames()
        let first = try await open(store)
        try await first.ensureConditions()
        await first.close()
        let second = try await open(store)
        let puts = store.count(.put)
        try await second.ensureConditions()
        #expect(store.count(.put) == puts)
        try await other.add("after it")
        #expect(try await second.names() == ["after it"])
        await second.close()
        await other.close()
    }

    @Test("who may only read is let through")
    func readOnly() async throws {
        let store = FaultyStore()
        try await open(store).createNames()
        store.always(.put, .refused(.denied))
        let engine = try await open(store)
        try await engine.ensureConditions()
        #expect(try await engine.names().isEmpty)
    }
}
