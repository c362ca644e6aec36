import Database
import ObjectStore
import Testing

@testable import BucketSQLite

@Suite("A commit whose answer is lost, refused or late", .eachLayout)
struct SettlementTests {
    let store = FaultyStore()

    private func prepared() async throws -> BucketEngine {
        let engine = try await open(store)
        try await engine.createNames()
        return engine
    }

    @Test(
        "is kept exactly once",
        arguments: [
            [FaultyStore.Fault.lostAfter], [.lostBefore], [.duplicated], [.lostBefore, .lostAfter],
            [.lostAfter, .lostBefore, .lostAfter], [.refused(.throttled(retryAfter: 1))], [.refused(.unreachable)],
            [.lostAfter, .refused(.throttled(retryAfter: nil)), .refused(.unreachable)], [.refused(.conditionFailed)],
        ])
    func once(faults: [FaultyStore.Fault]) async throws {
        let engine = try await prepared()
        for fault in faults { store.next(.put, fault) }
        try await engine.add("ada")
        #expect(try await engine.names() == ["ada"])
        #expect(try await namesInBucket(store) == ["ada"])
        try await engine.add("grace")
        #expect(try await namesInBucket(store) == ["ada", "grace"])
    }

    @Test("is found by its id under another instance's commits")
    func under() async throws {
        let one = try await prepared()
        let two = try await open(store)
        let gate = Gate()
        // Applied, its answer lost; before it is sent again, others commit on top.
        store.next(.put, .lostAfter)
        store.next(.put, .held(gate))
        async let first: Void = one.add("ada")
        await gate.arrival()
        try await two.add("grace")
        try await two.add("edsger")
        await gate.open()
        try await first
        #expect(try await namesInBucket(store) == ["ada", "grace", "edsger"])
        #expect(try await one.names() == ["ada", "grace", "edsger"])
    }

    @Test("that lands late does not land twice")
    func late() async throws {
        let one = try await prepared()
        let two = try await open(store)
        let gate = Gate()
        store.next(.put, .landsLate(gate))
        try await one.add("ada")
        try await two.add("grace")
        await gate.open()
        for _ in 0..<100 { await Task.yield() }
        #expect(try await namesInBucket(store) == ["ada", "grace"])
    }

    @Test("that can still land is sent again after a 409, not made anew")
    func conflict() async throws {
        let engine = try await prepared()
        let (landing, sending) = (Gate(), Gate())
        store.next(.put, .landsLate(landing))
        store.next(.put, .refused(.conditionFailed))
        store.next(.put, .held(sending))
        async let first: Void = engine.add("ada")
        await sending.arrival()
        await landing.open()
        while try await namesInBucket(store).isEmpty { await Task.yield() }
        await sending.open()
        try await first
        #expect(try await namesInBucket(store) == ["ada"])
    }

    @Test("a creation that a 409 refuses is tried again", arguments: [[], [FaultyStore.Fault.lostBefore]])
    func creationConflict(before: [FaultyStore.Fault]) async throws {
        let engine = try await open(store)
        for fault in before { store.next(.put, fault) }
        store.next(.put, .refused(.conditionFailed))
        try await engine.createNames()
        #expect(try await namesInBucket(store) == [])
    }

    @Test("a database that vanished while a commit was not known is not made anew")
    func vanishedWhileUnknown() async throws {
        let engine = try await prepared()
        store.always(.put, .lostBefore)
        await #expect(throws: DatabaseError.self) { try await engine.add("ada") }
        store.always(.put, nil)
        store.remove(key)
        await #expect(throws: DatabaseError.self) { try await engine.names() }
        await #expect(throws: DatabaseError.self) { try await engine.add("ada") }
        #expect(store.keys().isEmpty)
    }

    @Test("that the network doubled is not known when the database vanishes before it is looked up")
    func vanishedAfterACopy() async throws {
        let engine = try await prepared()
        let looking = Gate()
        store.next(.put, .duplicated)
        store.next(.get, .held(looking))
        async let added: Void = engine.add("ada")
        await looking.arrival()
        store.remove(key)
        await looking.open()
        do {
            try await added
            Issue.record("what is gone was acknowledged")
        } catch let error as DatabaseError {
            #expect(error.kind == .outcomeUnknown)
        }
    }

    @Test("is answered 'not known' when its time is over, and the base is loaded afresh")
    func unknown() async throws {
        let engine = try await prepared()
        store.next(.put, .lostAfter)
        store.always(.put, .lostBefore)
        let error = await #expect(throws: DatabaseError.self) { try await engine.add("ada") }
        #expect(error?.kind == .outcomeUnknown)
        store.always(.put, nil)
        // It was applied: the next to come sees so.
        #expect(try await engine.names() == ["ada"])
        await #expect(throws: DatabaseError.self) { try await engine.add("ada") }
        try await engine.add("grace")
        #expect(try await namesInBucket(store) == ["ada", "grace"])
    }

    @Test("that never reached the store is answered as not applied")
    func unavailable() async throws {
        let engine = try await prepared()
        store.always(.put, .refused(.throttled(retryAfter: 1)))
        let error = await #expect(throws: DatabaseError.self) { try await engine.add("ada") }
        #expect(error?.kind == .unavailable(retryAfter: 1))
        store.always(.put, nil)
        #expect(try await namesInBucket(store) == [])
        try await engine.add("ada")
        #expect(try await namesInBucket(store) == ["ada"])
    }

    @Test("the creation of the database itself is settled the same way")
    func creation() async throws {
        store.next(.put, .lostAfter)
        let one = try await open(store)
        let two = try await open(store)
        try await one.createNames()
        try await two.createNames()
        try await two.add("ada")
        #expect(try await one.names() == ["ada"])
    }

    @Test("a load that failed is never followed by an upload", arguments: [StoreError.Kind.denied, .corrupt, .unknownOutcome])
    func failsClosed(kind: StoreError.Kind) async throws {
        let engine = try await prepared()
        try await engine.add("ada")
        let before = store.bytes(key)
        // Another instance's commit makes the next PUT fail, and the load after it is refused.
        let other = try await open(store)
        try await other.add("grace")
        let bytes = store.bytes(key)
        store.always(.get, .refused(kind))
        await #expect(throws: (any Error).self) { try await engine.add("edsger") }
        await #expect(throws: (any Error).self) { try await engine.names() }
        #expect(store.bytes(key) == bytes && bytes != before)
        store.always(.get, nil)
        try await engine.add("barbara")
        #expect(try await namesInBucket(store) == ["ada", "grace", "barbara"])
    }

    @Test("a download that was cut is refused, and nothing is uploaded", arguments: [0, 1, 99, 100, 4096, 5000])
    func cut(length: Int) async throws {
        let engine = try await prepared()
        try await engine.add("ada")
        let bytes = try #require(store.bytes(key))
        let puts = store.count(.put)
        guard length < bytes.count else { return }
        store.next(.get, .cut(length))
        await #expect(throws: DatabaseError.self) { _ = try await open(store) }
        #expect(store.bytes(key) == bytes && store.count(.put) == puts)
    }

    @Test("a database that vanished is not made anew")
    func vanished() async throws {
        let engine = try await prepared()
        store.remove(key)
        await #expect(throws: DatabaseError.self) { try await engine.names() }
        await #expect(throws: DatabaseError.self) { try await engine.add("ada") }
        #expect(store.keys().isEmpty)
    }

    @Test(
        "an object that is not a database is left alone", arguments: ["<html>hello</html>", "SQLite format 3\0 and nothing more"])
    func notADatabase(text: String) async throws {
        store.place(key, Array(text.utf8))
        let error = await #expect(throws: DatabaseError.self) { _ = try await open(store) }
        #expect(error?.kind == .corrupt)
        #expect(store.bytes(key) == Array(text.utf8) && store.count(.put) == 0)
    }

    @Test("a storm of faults loses nothing that was acknowledged and doubles nothing", arguments: 0..<12)
    func storm(seed: UInt64) async throws {
        let engines = [try await prepared(), try await open(store), try await open(store)]
        var random = SplitMix(seed)
        let faults: [FaultyStore.Fault] = [
            .lostAfter, .lostBefore, .duplicated, .refused(.throttled(retryAfter: nil)), .refused(.unreachable),
        ]
        for _ in 0..<60 { store.next(random.next() % 3 == 0 ? .get : .put, faults[Int(random.next() % 5)]) }
        let acknowledged = await withTaskGroup(of: String?.self) { group in
            for number in 0..<120 {
                group.addTask {
                    let name = "n\(number)"
                    do { try await engines[number % 3].add(name) } catch { return nil }
                    return name
                }
            }
            return await group.reduce(into: Set<String>()) { if let name = $1 { $0.insert(name) } }
        }
        store.always(.get, nil)
        let kept = try await namesWhenQuiet()
        #expect(Set(kept).count == kept.count)
        #expect(acknowledged.isSubset(of: kept))
        #expect(acknowledged.count > 60)
    }

    /// The rules that the storm left over are used up by asking again.
    private func namesWhenQuiet() async throws -> [String] {
        for _ in 0..<80 {
            if let names = try? await namesInBucket(store) { return names }
        }
        return try await namesInBucket(store)
    }
}

struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
