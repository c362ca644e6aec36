import Database
import LTX
import ObjectStore
import Synchronization
import Testing

@testable import BucketSQLite

@Suite("The history that a manifest keeps")
struct ManifestHistoryTests {
    /// A manifest as `count` commits, a minute apart, would make it, with a flush after every third and merges as they fall due.
    private func grown(commits count: Int, retention: Int64, mergesFrom: Int = 1) throws -> [Manifest] {
        let limits = KeeperLimits(inline: 64, fanOut: 4, retention: retention)
        var manifest = try Manifest(lineage: Array(repeating: 1, count: 16), pageSize: 4096)
        var states: [Manifest] = []
        for number in 1...count {
            let time = Int64(number) * 60_000
            manifest.txid = TXID(UInt64(number))
            manifest.timestamp = time
            manifest.inline.append(InlineDelta(txid: manifest.txid, file: try emptyCommit(number, time)))
            if number % 3 == 0 { flush(&manifest, time, retention) }
            if number >= mergesFrom { merge(&manifest, limits, time) }
            manifest.keepHistory(time: time, retention: retention)
            states.append(manifest)
        }
        return states
    }

    private func emptyCommit(_ number: Int, _ time: Int64) throws -> [UInt8] {
        let txid = TXID(UInt64(number))
        let size = try #require(PageSize(4096))
        var encoder = LTXEncoder(
            try LTXHeader(
                pageSize: size, pageCount: 0, range: try #require(TXIDRange(txid, txid)), timestamp: time,
                preApply: number == 1 ? nil : .empty))
        try encoder.finish(postApply: .empty)
        return encoder.takeBytes()
    }

    private func flush(_ manifest: inout Manifest, _ time: Int64, _ retention: Int64) {
        guard let first = manifest.inline.first, let range = TXIDRange(first.txid, manifest.txid) else { return }
        let segment = Segment(level: 1, range: range, size: 100, fileChecksum: range.max.value, timestamp: time)
        let archive = Archive(range: range, size: 100, checksum: 1, firstTime: Int64(range.min.value) * 60_000, lastTime: time)
        let edit = ManifestEdit.flush(
            manifest.inline.map(\.txid), lineage: manifest.lineage, segment, retention > 0 ? archive : nil)
        manifest = edit.applied(to: manifest, time: time) ?? manifest
    }

    private func merge(_ manifest: inout Manifest, _ limits: KeeperLimits, _ time: Int64) {
        while let step = limits.nextSteps(manifest, time: time).first {
            let edit: ManifestEdit
            switch step {
            case .merge(let parts, let level):
                guard let range = TXIDRange(parts[0].range.min, parts[parts.count - 1].range.max) else { return }
                let size = parts.reduce(0) { $0 + $1.size }
                edit = .merge(
                    parts, lineage: manifest.lineage,
                    Segment(level: level, range: range, size: size, fileChecksum: 7, timestamp: Int64(range.max.value) * 60_000))
            case .join(let parts):
                guard let range = TXIDRange(parts[0].range.min, parts[parts.count - 1].range.max) else { return }
                let size = parts.reduce(0) { $0 + $1.size }
                edit = .join(
                    parts, lineage: manifest.lineage,
                    Archive(
                        range: range, size: size, checksum: 7, firstTime: parts[0].firstTime,
                        lastTime: parts[parts.count - 1].lastTime))
            case .flush, .forget: return
            }
            guard let edited = edit.applied(to: manifest, time: time) else { return }
            manifest = edited
        }
    }

    @Test(
        "keeps every commit of the retention time restorable, at every moment",
        arguments: [10, 60, 600].map { Int64($0) * 60_000 })
    func complete(retention: Int64) throws {
        for manifest in try grown(commits: 2000, retention: retention) {
            let start = manifest.timestamp - retention
            let oldest = try #require(manifest.oldestRestorable())
            #expect(oldest.value <= 1 || Int64(oldest.value) * 60_000 <= start)
            // And each of them has a base and its single commits.
            let bases = [TXID.zero] + manifest.reachableBoundaries().map(\.txid)
            let wanted = max(1, UInt64(max(start, 60_000)) / 60_000)...manifest.txid.value
            for number in stride(from: wanted.lowerBound, through: wanted.upperBound, by: 7) {
                let txid = TXID(number)
                #expect(bases.contains { $0 <= txid && manifest.keepsCommits(after: $0, upTo: txid) })
            }
        }
    }

    @Test("does not grow with the number of commits")
    func bounded() throws {
        let states = try grown(commits: 4000, retention: 24 * 3_600_000)
        for manifest in states {
            #expect(manifest.retired.count < 120 && manifest.archives.count < 60 && manifest.checkpoints.count <= 10)
        }
        #expect(states.last?.bytes.count ?? .max < 20_000)
    }

    @Test("with retention=0 keeps nothing but what readers may still ask for")
    func none() throws {
        let manifest = try #require(try grown(commits: 500, retention: 0).last)
        #expect(manifest.archives.isEmpty && manifest.checkpoints.count <= 1 && manifest.retired.count < 8)
    }

    @Test("is read as it was written")
    func bytes() throws {
        var manifest = try #require(try grown(commits: 300, retention: 3_600_000).last)
        manifest.provenStore = 77
        manifest.predecessors = [
            Predecessor(lineage: Array(0..<16), txid: TXID(9), timestamp: 5, replacedAt: 6)
        ]
        #expect(try Manifest(manifest.bytes) == manifest)
    }
}

/// A wall clock that a test sets.
final class WallClock: Sendable {
    private let milliseconds = Mutex<Int64>(1_700_000_000_000)
    var now: Int64 { milliseconds.withLock { $0 } }
    func advance(_ by: Int64) { milliseconds.withLock { $0 += by } }
}

@Suite("Restore, exact to the commit")
struct RestoreTests {
    let store = FaultyStore()
    let clock = WallClock()

    private var options: BucketOptions {
        .ltx(KeeperLimits(inline: 4000, fanOut: 3))
    }

    private var runtime: BucketRuntime {
        var runtime = fastRuntime()
        runtime.wallClock = { [clock] in clock.now }
        return runtime
    }

    private func engine() async throws -> BucketEngine {
        try await BucketEngine.open(key: key, in: store, options: options, logger: quiet, runtime: runtime)
    }

    private var operations: BucketOperations {
        BucketOperations(key: key, in: store, options: options, logger: quiet, runtime: runtime)
    }

    private func manifest() throws -> Manifest { try Manifest(try #require(store.bytes(key))) }

    /// Commits, a second apart: after commit n the table holds n - 1 names.
    private func fill(_ engine: BucketEngine, _ count: Int) async throws {
        try await engine.createNames()
        for number in 1..<count {
            clock.advance(1000)
            try await engine.add("name \(number) \(String(repeating: "x", count: 300))")
        }
    }

    private func count(_ key: String) async throws -> Int {
        let engine = try await BucketEngine.open(key: key, in: store, options: options, logger: quiet, runtime: runtime)
        defer { Task { await engine.close() } }
        #expect(try await engine.read { try $0.query("PRAGMA integrity_check", .none)[0].values } == [.text("ok")])
        return try await engine.names().count
    }

    @Test("gives every single commit back, by its number and by its time")
    func everyCommit() async throws {
        let engine = try await engine()
        let start = clock.now
        try await fill(engine, 60)
        await engine.close()
        let manifest = try manifest()
        #expect(!manifest.archives.isEmpty && manifest.segments.contains { $0.level > 1 } && manifest.txid == TXID(60))
        for number in UInt64(1)...60 {
            let restored = try await operations.restore(to: .commit(number), into: "copy \(number)")
            #expect(restored.commit == number)
            #expect(try await count("copy \(number)") == Int(number) - 1)
        }
        let atTime = try await operations.restore(to: .time(start + 30_500), into: "at time")
        #expect(atTime.commit == 31)
        #expect(try await count("at time") == 30)
    }

    @Test("in place is noticed by running instances, shuts out one that was frozen, and can be undone")
    func inPlace() async throws {
        let one = try await engine()
        try await fill(one, 40)
        let two = try await engine()
        _ = try await two.names()
        clock.advance(1000)
        let restored = try await operations.restore(to: .commit(10))
        #expect(restored.replaced == 40)
        #expect(try await one.names().count == 9)
        try await two.add("after the restore")
        #expect(try await one.names().last == "after the restore")
        let now = try manifest()
        #expect(now.txid.value > 40 && now.predecessors.count == 1)
        // Undone: what was replaced is a history too.
        clock.advance(1000)
        _ = try await operations.restore(to: .commit(40))
        #expect(try await one.names().count == 39)
        // And that as well.
        _ = try await operations.restore(to: .commit(now.txid.value))
        #expect(try await two.names().count == 10)
        await one.close()
        await two.close()
    }

    @Test("keeps what a replaced history listed for the retention time, and no longer")
    func expiry() async throws {
        let engine = try await engine()
        try await fill(engine, 40)
        let before = try manifest().objects(below: key)
        _ = try await operations.restore(to: .commit(10))
        try await engine.add("one more")
        #expect(before.isSubset(of: store.keys()))
        clock.advance(25 * 3_600_000)
        for number in 0..<60 {
            clock.advance(1000)
            try await engine.add("later \(number) \(String(repeating: "y", count: 300))")
        }
        await engine.close()
        #expect(try manifest().predecessors.isEmpty)
        #expect(before.isDisjoint(with: store.keys()))
        #expect(try await count(key) == 70)
        await #expect(throws: DatabaseError.self) { try await operations.restore(to: .commit(10)) }
    }

    @Test("nothing that the manifest lists is ever missing, and little else stays")
    func collected() async throws {
        let engine = try await engine()
        try await engine.createNames()
        for number in 0..<300 {
            clock.advance(600_000)
            try await engine.add("name \(number) \(String(repeating: "x", count: 200))")
            let listed = try manifest().objects(below: key)
            #expect(listed.isSubset(of: store.keys()))
        }
        await engine.close()
        let listed = try manifest().objects(below: key)
        #expect(store.keys().filter { !listed.contains($0) && $0 != key }.count < 8)
    }

    @Test("says what is kept when a state is too old, or does not exist")
    func unknown() async throws {
        let engine = try await engine()
        try await fill(engine, 5)
        await engine.close()
        let future = await #expect(throws: DatabaseError.self) { try await operations.restore(to: .commit(6)) }
        #expect(future?.message.contains("the last one is 5") == true)
        let past = await #expect(throws: DatabaseError.self) { try await operations.restore(to: .time(1000)) }
        #expect(past?.message.contains("not kept any more") == true)
    }
}
