import Database
import Testing

@testable import BucketSQLite

@Suite("mode=exclusive")
struct ExclusiveTests {
    let store = FaultyStore()

    private func options(_ mode: BucketOptions.Mode, takesOver: Bool = false) -> BucketOptions {
        var options = BucketOptions.ltx()
        options.mode = mode
        options.takesOver = takesOver
        return options
    }

    @Test("reads ask nothing, and nobody else can write")
    func alone() async throws {
        try await open(store, options(.shared)).createNames()
        let holder = try await open(store, options(.exclusive))
        try await holder.add("ada")
        let asked = store.count(.get)
        for _ in 0..<10 { #expect(try await holder.names() == ["ada"]) }
        #expect(store.count(.get) == asked)
        let other = try await open(store, options(.shared))
        #expect(try await other.names() == ["ada"])
        let error = await #expect(throws: DatabaseError.self) { try await other.add("grace") }
        #expect(error?.message.contains("exclusively") == true)
        await #expect(throws: DatabaseError.self) { _ = try await open(store, options(.exclusive)) }
        #expect(try await holder.names() == ["ada"])
    }

    @Test("the hold is given back at the stop")
    func release() async throws {
        let first = try await open(store, options(.exclusive))
        try await first.createNames()
        await first.close()
        let second = try await open(store, options(.exclusive))
        try await second.add("ada")
        await second.close()
        let shared = try await open(store, options(.shared))
        try await shared.add("grace")
        #expect(try await shared.names() == ["ada", "grace"])
    }

    @Test("an instance whose hold was taken over notices at its next commit, and answers no more")
    func takenOver() async throws {
        let old = try await open(store, options(.exclusive))
        try await old.createNames()
        let new = try await open(store, options(.exclusive, takesOver: true))
        try await new.add("ada")
        await #expect(throws: DatabaseError.self) { try await old.add("grace") }
        await #expect(throws: DatabaseError.self) { _ = try await old.names() }
        #expect(try await new.names() == ["ada"])
        await old.close()
        try await new.add("edsger")
        #expect(try await new.names() == ["ada", "edsger"])
    }

    @Test("an instance whose hold was taken over does not notice until it stops, and writes nothing then")
    func takenOverBeforeStop() async throws {
        let old = try await open(store, options(.exclusive))
        try await old.createNames()
        let new = try await open(store, options(.exclusive, takesOver: true))
        try await new.add("ada")
        let manifest = store.bytes(key)
        await old.close()
        #expect(store.bytes(key) == manifest)
        try await new.add("grace")
        #expect(try await new.names() == ["ada", "grace"])
    }

    @Test("a lost answer to taking the hold is settled like any commit")
    func lostAnswer() async throws {
        try await open(store, options(.shared)).createNames()
        store.next(.put, .lostAfter)
        let holder = try await open(store, options(.exclusive))
        try await holder.add("ada")
        #expect(try await holder.names() == ["ada"])
    }

    @Test("needs layout=ltx")
    func layout() async throws {
        var file = BucketOptions()
        file.mode = .exclusive
        await #expect(throws: DatabaseError.self) { _ = try await open(store, file) }
    }
}
