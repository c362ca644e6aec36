import Database
import Foundation
import ObjectStore
import Testing

@testable import BucketSQLite

@Suite("The caches of segments")
struct HydrationTests {
    let store = FaultyStore()

    private func options(_ change: (inout BucketOptions) -> Void = { _ in }) -> BucketOptions {
        var options = BucketOptions.ltx(KeeperLimits(inline: 6000, fanOut: 8))
        change(&options)
        return options
    }

    /// About a megabyte that does not compress, in segments.
    private func fill() async throws {
        let engine = try await open(store, options())
        try await engine.write { tx in
            try tx.execute("CREATE TABLE blobs (id INTEGER PRIMARY KEY, b BLOB)", .none)
            for _ in 0..<250 { try tx.execute("INSERT INTO blobs (b) VALUES (randomblob(4000))", .none) }
        }
        while try Manifest(try #require(store.bytes(key))).segments.isEmpty {
            try await engine.write { try $0.execute("UPDATE blobs SET b = zeroblob(10) WHERE id = 7", .none) }
        }
        await engine.close()
    }

    private func sum(_ engine: BucketEngine) async throws -> Value? {
        try await engine.read { try $0.query("SELECT sum(length(b)) AS n FROM blobs", .none)[0]["n"] }
    }

    @Test("hydrate=eager has everything at hand when the database is open")
    func eager() async throws {
        try await fill()
        let engine = try await open(store, options { $0.hydration = .eager })
        let gets = store.count(.get)
        #expect(try await sum(engine) == .integer(249 * 4000 + 10))
        // The one question for freshness.
        #expect(store.count(.get) - gets == 1)
        await engine.close()
    }

    @Test("hydrate=background ends with the engine, wherever it is")
    func background() async throws {
        try await fill()
        let engine = try await open(store, options { $0.hydration = .background })
        await engine.close()
        let asked = store.count(.get)
        for _ in 0..<50 { await Task.yield() }
        #expect(store.count(.get) == asked)
    }

    @Test("cache_dir serves the next start, and what is damaged in it is fetched again")
    func onDisk() async throws {
        try await fill()
        let directory = try temporaryFolder() + "/segments"
        let first = try await open(store, options { $0.cacheDirectory = directory })
        let expected = try await sum(first)
        await first.close()

        let before = store.bytesRead
        let second = try await open(store, options { $0.cacheDirectory = directory })
        #expect(try await sum(second) == expected)
        #expect(store.bytesRead - before < 60_000, "the manifest and the tables only")
        await second.close()

        for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
            let url = URL(fileURLWithPath: directory).appendingPathComponent(name)
            var bytes = try Data(contentsOf: url)
            for position in stride(from: 0, to: bytes.count, by: 3000) { bytes[position] ^= 0x55 }
            try bytes.write(to: url)
        }
        let third = try await open(store, options { $0.cacheDirectory = directory })
        #expect(try await sum(third) == expected)
        await third.close()
    }

    @Test("the directory keeps to its limit")
    func diskLimit() async throws {
        try await fill()
        let directory = try temporaryFolder() + "/segments"
        let engine = try await open(
            store,
            options {
                $0.cacheDirectory = directory
                $0.diskCacheSize = 100_000
            })
        _ = try await sum(engine)
        await engine.close()
        let again = try await open(
            store,
            options {
                $0.cacheDirectory = directory
                $0.diskCacheSize = 100_000
            })
        await again.close()
        // Files are sparse: what counts is the room that they take.
        let taken = try FileManager.default.contentsOfDirectory(atPath: directory).map { name in
            var status = stat()
            #expect(stat("\(directory)/\(name)", &status) == 0)
            return Int(status.st_blocks) * 512
        }
        #expect(taken.reduce(0, +) <= 100_000)
    }
}
