import CSQLite
import Database
import DatabaseSQLite
import Foundation
import LTX
import ObjectStore
import Testing

@testable import BucketSQLite

@Suite("Operations on a database in the bucket", .eachLayout)
struct OperationsTests {
    let store = FaultyStore()

    private func operations(_ key: String = key) -> BucketOperations {
        BucketOperations(key: key, in: store, options: CurrentLayout.options, logger: quiet, runtime: fastRuntime())
    }

    /// A database of thirty commits.
    private func filled() async throws {
        let engine = try await open(store)
        try await engine.createNames()
        for number in 0..<29 { try await engine.add("name \(number) \(String(repeating: "x", count: 300))") }
        await engine.close()
    }

    private func names(in path: String) throws -> [String] {
        let connection = try SQLiteConnection(path: path, mode: .readOnly)
        defer { connection.close() }
        #expect(try connection.query("PRAGMA integrity_check", .none)[0].values == [.text("ok")])
        return try connection.query("SELECT name FROM names ORDER BY rowid", .none).compactMap { row in
            if case .text(let name)? = row["name"] { name } else { nil }
        }
    }

    @Test("export and import give the same rows, whatever the layout")
    func roundTrip() async throws {
        try await filled()
        let folder = try temporaryFolder()
        #expect(try await operations().export(to: folder + "/copy.sqlite") > 0)
        let exported = try names(in: folder + "/copy.sqlite")
        #expect(try await namesInBucket(store) == exported && exported.count == 29)
        let founded = try await operations("other.sqlite").importFile(folder + "/copy.sqlite")
        #expect(founded.layout == CurrentLayout.layout)
        _ = try await operations("other.sqlite").export(to: folder + "/again.sqlite")
        #expect(try names(in: folder + "/again.sqlite") == exported)
        #expect(try await operations("other.sqlite").verify().filter { $0.weight == .damage } == [])
    }

    @Test("nothing is overwritten unasked")
    func refusals() async throws {
        try await filled()
        let file = try temporaryFolder() + "/copy.sqlite"
        _ = try await operations().export(to: file)
        let before = store.bytes(key)
        await #expect(throws: OverwriteRefused.self) { try await operations().export(to: file) }
        await #expect(throws: OverwriteRefused.self) { try await operations().importFile(file) }
        _ = try await operations().branch(to: "branch.sqlite")
        await #expect(throws: OverwriteRefused.self) { try await operations().branch(to: "branch.sqlite") }
        await #expect(throws: OverwriteRefused.self) { try await operations().branch(to: key) }
        #expect(store.bytes(key) == before)
        _ = try await operations().export(to: file, overwrites: true)
        _ = try await operations().importFile(file, overwrites: true)
        #expect(try await namesInBucket(store).count == 29)
    }

    @Test("an import is noticed by running instances, and takes what a write-ahead log holds")
    func importWhileRunning() async throws {
        try await filled()
        let engine = try await open(store)
        #expect(try await engine.names().count == 29)
        let path = try temporaryFolder() + "/app.sqlite"
        let writer = try SQLiteConnection(path: path, mode: .create)
        _ = try writer.query("PRAGMA journal_mode = WAL", .none)
        try writer.executeScript("CREATE TABLE names (name TEXT NOT NULL UNIQUE); INSERT INTO names VALUES ('from the log');")
        _ = try await operations().importFile(path, overwrites: true)
        writer.close()
        #expect(try await engine.names() == ["from the log"])
        try await engine.add("and on")
        #expect(try await namesInBucket(store) == ["from the log", "and on"])
        await engine.close()
    }

    @Test("a file that is damaged, no database, or missing is not imported")
    func badFiles() async throws {
        try await filled()
        let folder = try temporaryFolder()
        let before = store.bytes(key)
        try Data("no database".utf8).write(to: URL(fileURLWithPath: folder + "/text"))
        let orphaned = try SQLiteConnection(path: folder + "/orphan.sqlite", mode: .create)
        try orphaned.executeScript("CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a INTEGER REFERENCES a);")
        _ = try orphaned.query("PRAGMA foreign_keys = OFF", .none)
        try orphaned.executeScript("INSERT INTO b VALUES (7);")
        orphaned.close()
        for name in ["text", "missing", "orphan.sqlite"] {
            await #expect(throws: DatabaseError.self) { try await operations().importFile("\(folder)/\(name)", overwrites: true) }
        }
        #expect(store.bytes(key) == before)
    }

    @Test("converting there and back keeps every row, and instances of the old layout stop")
    func convert() async throws {
        try await filled()
        let engine = try await open(store)
        let other: BucketOptions.Layout = CurrentLayout.layout == .file ? .ltx : .file
        #expect(try await operations().convert(to: CurrentLayout.layout) == nil)
        #expect(try await operations().convert(to: other)?.layout == other)
        await #expect(throws: DatabaseError.self) { _ = try await engine.names() }
        await #expect(throws: DatabaseError.self) { try await engine.add("lost") }
        try await CurrentLayout.$layout.withValue(other) {
            let converted = try await open(store)
            #expect(try await converted.names().count == 29)
            try await converted.add("between")
            await converted.close()
        }
        _ = try await operations().convert(to: CurrentLayout.layout)
        #expect(try await namesInBucket(store).count == 30)
        #expect(try await operations().verify().filter { $0.weight == .damage } == [])
        await engine.close()
    }

    @Test("a branch goes its own way")
    func branch() async throws {
        try await filled()
        _ = try await operations().branch(to: "branch.sqlite")
        let branch = try await BucketEngine.open(
            key: "branch.sqlite", in: store, options: CurrentLayout.options, logger: quiet, runtime: fastRuntime())
        try await branch.add("only here")
        #expect(try await branch.names().count == 30)
        #expect(try await namesInBucket(store).count == 29)
        await branch.close()
    }

    @Test("info tells what is there, and nothing of what is not")
    func info() async throws {
        #expect(try await operations().info() == nil)
        try await filled()
        let info = try #require(try await operations().info())
        #expect(info.layout == CurrentLayout.layout && info.pages > 3 && info.pageSize == 4096)
        guard CurrentLayout.layout == .ltx else { return }
        #expect(info.commit == 30 && info.oldestRestorable == 1 && info.archives > 0 && info.lineage?.count == 32)
        #expect(info.levels.reduce(0) { $0 + $1.segments } > 0)
    }

    @Test("whatever is lost or comes twice on the way, a branch stands whole")
    func faults() async throws {
        try await filled()
        let faults: [FaultyStore.Fault] = [
            .lostAfter, .lostBefore, .duplicated, .refused(.throttled(retryAfter: nil)), .refused(.unreachable),
        ]
        for (number, fault) in faults.enumerated() {
            for later in 0..<4 {
                for _ in 0..<later { store.next(.put, .cut(0)) }
                store.next(.put, fault)
                let target = "branch \(number) \(later)"
                _ = try await operations().branch(to: target)
                #expect(try await operations(target).verify().filter { $0.weight == .damage } == [])
                // What a shorter list of writes did not use up.
                store.forgetRules()
            }
        }
    }
}

@Suite("Verification and compaction of layout=ltx")
struct VerifyTests {
    let store = FaultyStore()
    private var options: BucketOptions {
        .ltx(KeeperLimits(inline: 4000, fanOut: 3))
    }
    private func operations(_ wallClock: (@Sendable () -> Int64)? = nil) -> BucketOperations {
        var runtime = fastRuntime()
        if let wallClock { runtime.wallClock = wallClock }
        return BucketOperations(key: key, in: store, options: options, logger: quiet, runtime: runtime)
    }
    private func manifest() throws -> Manifest { try Manifest(try #require(store.bytes(key))) }

    private func filled() async throws {
        let engine = try await open(store, options)
        try await engine.createNames()
        for number in 0..<60 { try await engine.add("name \(number) \(String(repeating: "x", count: 300))") }
        await engine.close()
    }

    @Test("a sound database has no findings; one flipped bit in any object is one")
    func flippedBits() async throws {
        try await filled()
        #expect(try await operations().verify().filter { $0.weight == .damage } == [])
        for object in [key] + (try manifest().objects(below: key).sorted()) {
            let bytes = try #require(store.bytes(object))
            var damaged = bytes
            damaged[bytes.count / 2] ^= 4
            store.place(object, damaged)
            #expect(try await operations().verify().contains { $0.weight == .damage }, "\(object)")
            store.remove(object)
            #expect(try await operations().verify().contains { $0.weight == .damage }, "\(object)")
            store.place(object, bytes)
        }
        #expect(try await operations().verify().filter { $0.weight == .damage } == [])
    }

    @Test("compaction leaves one segment, the same rows, and the same past")
    func compact() async throws {
        try await filled()
        #expect(try manifest().segments.count > 1)
        let running = try await open(store, options)
        let done = try await operations().compact()
        #expect(done.segments > 1)
        let after = try manifest()
        #expect(after.segments.count == 1 && after.segments[0].level == 9 && after.txid == TXID(61))
        #expect(try await running.names().count == 60)
        try await running.add("after")
        #expect(try await operations().verify().filter { $0.weight == .damage } == [])
        for number in [1, 20, 40, 61, 62] as [UInt64] {
            _ = try await operations().restore(to: .commit(number), into: "copy \(number)")
        }
        #expect(try await operations().compact().segments == 0)
        await running.close()
    }

    @Test("only orphans that are old and can never be listed are deleted")
    func orphans() async throws {
        try await filled()
        let listed = try manifest().objects(below: key)
        let range = try #require(TXIDRange(TXID(2), TXID(3)))
        let covered = Segment(level: 1, range: range, size: 1, fileChecksum: 1, timestamp: 0).key(below: key)
        let last = try #require(try manifest().segments.last).range
        let ahead = try #require(TXIDRange(TXID(last.max.value + 1), TXID(last.max.value + 5)))
        let coming = Segment(level: 1, range: ahead, size: 1, fileChecksum: 1, timestamp: 0).key(below: key)
        for object in [covered, coming, "\(key).d/probe/abc", "\(key).d/somebody-else"] { store.place(object, [1]) }
        let now = BucketRuntime().wallClock()
        store.stampListings(now)
        #expect(try await operations().compact().orphans == 0)
        #expect(store.bytes(covered) != nil)
        // A day and an hour later.
        let late = now + 25 * 3_600_000
        let swept = try await operations { late }.compact()
        #expect(swept.orphans >= 2 && swept.orphansKept >= 1)
        #expect(store.bytes(covered) == nil && store.bytes("\(key).d/probe/abc") == nil)
        #expect(store.bytes(coming) != nil && store.bytes("\(key).d/somebody-else") != nil)
        #expect(try manifest().objects(below: key).isSubset(of: store.keys()) && listed.isSubset(of: store.keys()))
    }
}
