import Testing

@testable import ObjectStore

@Suite("Every store, memory, folder and S3")
struct ConformanceTests {
    @Test("What was put comes back, with its tag and size", arguments: StoreKind.allCases)
    func putAndGet(kind: StoreKind) async throws {
        let store = try await kind.make()
        let content = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let tag = try await store.put("a/b.sqlite", content, if: .always, deadline: nil)
        let object = try await store.object("a/b.sqlite")
        #expect(object.bytes == content)
        #expect(object.info == ObjectInfo(key: "a/b.sqlite", etag: tag, size: 100_000))
        #expect(try await store.head("a/b.sqlite") == object.info)
        #expect(tag.rawValue.hasPrefix("\"") && tag.rawValue.hasSuffix("\""))
    }

    @Test("An empty object is an object", arguments: StoreKind.allCases)
    func empty(kind: StoreKind) async throws {
        let store = try await kind.make()
        let tag = try await store.put("empty", [], if: .absent, deadline: nil)
        #expect(try await store.object("empty").bytes == [])
        #expect(try await store.head("empty")?.size == 0)
        _ = try await store.put("empty", [1], if: .matches(tag), deadline: nil)
        #expect(try await store.object("empty").bytes == [1])
    }

    @Test("A missing key is missing, and removing it is no error", arguments: StoreKind.allCases)
    func missing(kind: StoreKind) async throws {
        let store = try await kind.make()
        #expect(try await store.get("x", range: nil, unless: nil).isMissing)
        #expect(try await store.get("x", range: .from(5), unless: ETag("\"a\"")).isMissing)
        #expect(try await store.head("x") == nil)
        try await store.delete("x")
        try await store.put("x", "1")
        try await store.delete("x")
        #expect(try await store.head("x") == nil)
    }

    @Test("`absent` creates and never replaces", arguments: StoreKind.allCases)
    func absent(kind: StoreKind) async throws {
        let store = try await kind.make()
        try await store.put("x", "first", if: .absent)
        let error = await #expect(throws: StoreError.self) { try await store.put("x", "second", if: .absent) }
        #expect(error?.kind == .conditionFailed)
        #expect(try await store.object("x").bytes == bytes("first"))
    }

    @Test("`matches` replaces what it names and nothing else", arguments: StoreKind.allCases)
    func matches(kind: StoreKind) async throws {
        let store = try await kind.make()
        let first = try await store.put("x", "first")
        let second = try await store.put("x", "second", if: .matches(first))
        #expect(first != second)
        let stale = await #expect(throws: StoreError.self) { try await store.put("x", "third", if: .matches(first)) }
        #expect(stale?.kind == .conditionFailed)
        try await store.delete("x")
        let gone = await #expect(throws: StoreError.self) { try await store.put("x", "third", if: .matches(second)) }
        #expect(gone?.kind == .conditionFailed)
        #expect(try await store.head("x") == nil)
    }

    @Test("Of 32 that create one key, exactly one wins", arguments: StoreKind.allCases)
    func raceToCreate(kind: StoreKind) async throws {
        let store = try await kind.make()
        #expect(try await winners(store, count: 32, if: .absent) == 1)
    }

    @Test("Of 16 that replace one version, exactly one wins, and its bytes stand", arguments: StoreKind.allCases)
    func raceToReplace(kind: StoreKind) async throws {
        let store = try await kind.make()
        let tag = try await store.put("x", "start")
        #expect(try await winners(store, count: 16, if: .matches(tag)) == 1)
        #expect(try await store.object("x").bytes != bytes("start"))
    }

    private func winners(_ store: any ObjectStore, count: Int, if condition: PutCondition) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for racer in 0..<count {
                group.addTask {
                    do {
                        try await store.put("x", "racer \(racer)", if: condition)
                        return true
                    } catch let error as StoreError where error.kind == .conditionFailed {
                        return false
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }

    @Test("An unchanged object is not sent again", arguments: StoreKind.allCases)
    func notModified(kind: StoreKind) async throws {
        let store = try await kind.make()
        let tag = try await store.put("x", "first")
        #expect(try await store.get("x", range: nil, unless: tag).isNotModified)
        try await store.put("x", "second")
        guard case .object(let object) = try await store.get("x", range: nil, unless: tag) else {
            Issue.record("the changed object was not sent")
            return
        }
        #expect(object.bytes == bytes("second"))
    }

    @Test(
        "Ranges give the bytes that they name, and the size of the whole",
        arguments: StoreKind.allCases,
        [
            (ByteRange.bounds(0..<4), "0123"), (.bounds(3..<5), "34"), (.bounds(8..<100), "89"), (.from(7), "789"),
            (.suffix(3), "789"), (.suffix(100), "0123456789"),
        ])
    func ranges(kind: StoreKind, range: (ByteRange, String)) async throws {
        let store = try await kind.make()
        try await store.put("x", "0123456789")
        let object = try await store.object("x", range: range.0)
        #expect(object.bytes == bytes(range.1))
        #expect(object.info.size == 10)
    }

    @Test("A range outside of the object is refused", arguments: StoreKind.allCases)
    func rangeOutside(kind: StoreKind) async throws {
        let store = try await kind.make()
        try await store.put("x", "0123456789")
        for range in [ByteRange.bounds(10..<12), .from(10), .bounds(4..<4), .suffix(0)] {
            let error = await #expect(throws: StoreError.self) { try await store.object("x", range: range) }
            #expect(error?.kind == .refused)
        }
    }

    @Test("Keys are listed by prefix, in the order of their bytes", arguments: StoreKind.allCases)
    func list(kind: StoreKind) async throws {
        let store = try await kind.make()
        let keys = ["a/1", "a/10", "a/2", "a/Z z+%&<é🦊", "a.d/x", "b", "ä/1"]
        for key in keys { try await store.put(key, key) }
        #expect(try await store.list(prefix: "").map(\.key) == ["a.d/x", "a/1", "a/10", "a/2", "a/Z z+%&<é🦊", "b", "ä/1"])
        let listed = try await store.list(prefix: "a/1")
        #expect(listed.map(\.key) == ["a/1", "a/10"])
        #expect(listed.map(\.size) == [3, 4])
        #expect(listed.first?.etag == .md5(of: bytes("a/1")))
        #expect(try await store.list(prefix: "nothing").isEmpty)
    }

    @Test(
        "Keys of every kind are kept apart", arguments: StoreKind.allCases,
        ["a b", "a+b", "a%20b", "ü/ß", "a?b=c&d", "a#b", ".hidden", "a..b", "~", "quote'\"", "日本/語", "x:y;z,@=$!*()"])
    func keys(kind: StoreKind, key: String) async throws {
        let store = try await kind.make()
        try await store.put(key, key, if: .absent)
        #expect(try await store.object(key).bytes == bytes(key))
        #expect(try await store.list(prefix: "").map(\.key) == [key])
        try await store.delete(key)
        #expect(try await store.list(prefix: "").isEmpty)
    }

    @Test(
        "A key that no store could keep is refused", arguments: StoreKind.allCases,
        ["", "a\0b", String(repeating: "k", count: 1025)])
    func badKeys(kind: StoreKind, key: String) async throws {
        let store = try await kind.make()
        let error = await #expect(throws: StoreError.self) { try await store.put(key, "x") }
        #expect(error?.kind == .refused)
    }

    @Test("A put whose time is over is not applied", arguments: StoreKind.allCases)
    func deadline(kind: StoreKind) async throws {
        let store = try await kind.make()
        let error = await #expect(throws: StoreError.self) {
            try await store.put("x", [1], if: .always, deadline: .now - .seconds(1))
        }
        #expect(error?.kind == .unreachable)
        #expect(try await store.head("x") == nil)
    }
}
