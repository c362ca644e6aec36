import Database
import ObjectStore
import Synchronization
import Testing

@testable import BucketSQLite

@Suite("after-commit hooks in a bucket", .eachLayout)
struct BucketAfterCommitTests {
    @Test("a write that lost to another instance and ran again runs its hook once, when it is durable")
    func replayed() async throws {
        let store = FaultyStore()
        let engine = try await open(store)
        let other = try await open(store)
        try await engine.createNames()
        _ = try await engine.names()
        try await other.add("grace")
        let attempts = Atomic(0)
        let runs = Atomic(0)
        try await engine.write { transaction in
            attempts.add(1, ordering: .relaxed)
            transaction.afterCommit { runs.add(1, ordering: .relaxed) }
            try transaction.execute("INSERT INTO names VALUES ('ada')")
        }
        #expect(attempts.load(ordering: .relaxed) == 2)
        #expect(runs.load(ordering: .relaxed) == 1)
    }

    @Test("a write that the store refused runs no hook, and one whose answer was lost runs it once it is settled")
    func refused() async throws {
        let store = FaultyStore()
        let engine = try await open(store)
        try await engine.createNames()
        let runs = Atomic(0)
        store.next(.put, .refused(.denied))
        await #expect(throws: (any Error).self) {
            try await engine.write { transaction in
                transaction.afterCommit { runs.add(1, ordering: .relaxed) }
                try transaction.execute("INSERT INTO names VALUES ('ada')")
            }
        }
        #expect(runs.load(ordering: .relaxed) == 0)
        store.next(.put, .lostAfter)
        try await engine.write { transaction in
            transaction.afterCommit { runs.add(1, ordering: .relaxed) }
            try transaction.execute("INSERT INTO names VALUES ('ada')")
        }
        #expect(runs.load(ordering: .relaxed) == 1)
    }

    @Test("another instance's commit is heard of with the next read, and one's own is not taken for another's")
    func elsewhere() async throws {
        let store = FaultyStore()
        let engine = try await open(store)
        let other = try await open(store)
        try await engine.createNames()
        let heard = Mutex<[CommitNotice]>([])
        _ = engine.news.listen { notice in heard.withLock { $0.append(notice) } }
        try await engine.add("ada")
        _ = try await engine.names()
        #expect(heard.withLock { $0 } == [])
        try await other.add("grace")
        #expect(heard.withLock { $0 } == [])
        _ = try await engine.names()
        #expect(heard.withLock { $0 } == [.elsewhere])
    }
}
