import Database
import Foundation
import ObjectStore
import Testing

@testable import BucketSQLite

@Suite("The options of a bucket's URL")
struct OptionsTests {
    @Test(
        "say where the database is",
        arguments: [
            ("s3sqlite://pail/site.sqlite", "pail", "site.sqlite"),
            ("s3sqlite://pail/a/b%20c.sqlite?timeout=5", "pail", "a/b c.sqlite"),
            ("s3sqlite:///site.sqlite", "from-environment", "site.sqlite"),
        ])
    func places(url: String, bucket: String, key: String) throws {
        let location = try BucketLocation(url: url) { $0 == "S3SQLite_bucket" ? "from-environment" : nil }
        guard case .bucket(bucket, key, _) = location else {
            Issue.record("\(location)")
            return
        }
    }

    @Test("an absolute path below /tmp stays on this machine")
    func local() throws {
        #expect(try BucketLocation(url: "s3sqlite:////tmp/site.sqlite") { _ in nil } == .local(path: "/tmp/site.sqlite"))
    }

    @Test(
        "are refused when they are wrong, and the text names the part",
        arguments: [
            ("s3sqlite://pail", "the key is missing"), ("s3sqlite://pail/", "the key is missing"),
            ("s3sqlite:///key", "S3SQLite_bucket"), ("s3sqlite:////etc/x", "/tmp"), ("s3sqlite:////tmp/../etc/x", "/tmp"),
            ("s3sqlite://pail/%zz", "badly encoded"), ("s3sqlite://pail/k?layout=tape", "possible are file"),
            ("s3sqlite://pail/k?lay=file", "unknown option lay"),
            ("s3sqlite://pail/k?ignore_conflicts=perhaps", "true and false"),
            ("s3sqlite://pail/k?timeout=-1", "seconds"), ("s3sqlite://pail/k?layout=ltx&cache=5&layout=file", "layout twice"),
            ("https://pail/k", "s3sqlite://"),
        ])
    func wrong(url: String, part: String) throws {
        let error = try #require(throws: DatabaseError.self) { _ = try BucketLocation(url: url) { _ in nil } }
        #expect(error.message.contains(part), "\(error.message)")
    }

    @Test("a database in layout=ltx is not opened as a plain file, and the text says how it is")
    func otherLayout() async throws {
        let store = FaultyStore()
        var options = BucketOptions.ltx()
        let engine = try await open(store, options)
        try await engine.createNames()
        await engine.close()
        options.layout = .file
        let error = await #expect(throws: DatabaseError.self) { _ = try await open(store, options) }
        #expect(try #require(error).message.contains("add layout=ltx"))
    }

    @Test("a cache_dir that is no directory is not used")
    func noDirectory() throws {
        #expect(SegmentFiles(directory: "/dev/null", limit: 1 << 20) == nil)
        #expect(SegmentFiles(directory: "/proc/nope", limit: 1 << 20) == nil)
    }

    @Test("max_stale=0 is the default")
    func noStale() throws {
        #expect(try BucketOptions(query: [("max_stale", "0")]).maxStale == 0)
    }

    @Test("ignore_conflicts lets the last writer win")
    func lastWriterWins() async throws {
        let store = FaultyStore()
        let careful = try await open(store)
        try await careful.createNames()
        var options = BucketOptions()
        options.ignoreConflicts = true
        let careless = try await open(store, options)
        try await careful.add("lost")
        let base = try await careful.names()
        #expect(base == ["lost"])
        try await careless.add("kept")
        #expect(try await namesInBucket(store) == ["kept"])
    }

    @Test("sync=lifespan asks and uploads once")
    func lifespan() async throws {
        let store = FaultyStore()
        try await open(store).createNames()
        var options = BucketOptions()
        options.sync = .lifespan
        let engine = try await open(store, options)
        let (gets, puts) = (store.count(.get), store.count(.put))
        for name in ["ada", "grace"] { try await engine.add(name) }
        #expect(try await engine.names() == ["ada", "grace"])
        #expect(store.count(.get) == gets && store.count(.put) == puts)
        await engine.close()
        #expect(store.count(.put) == puts + 1)
        #expect(try await namesInBucket(store) == ["ada", "grace"])
    }

    @Test("sync=lifespan keeps its state beside another instance's commit")
    func lifespanConflict() async throws {
        let store = FaultyStore()
        let other = try await open(store)
        try await other.createNames()
        var options = BucketOptions()
        options.sync = .lifespan
        let engine = try await open(store, options)
        try await engine.add("ada")
        try await other.add("grace")
        await engine.close()
        #expect(try await namesInBucket(store) == ["grace"])
        #expect(store.keys().contains { $0.hasPrefix("site.sqlite.unsaved-") })
    }

    @Test("local_path keeps a copy, and a start with an unchanged bucket downloads nothing")
    func localCopy() async throws {
        let store = FaultyStore()
        var options = BucketOptions()
        options.localPath = try temporaryFolder() + "/copy.sqlite"
        let first = try await open(store, options)
        try await first.createNames()
        try await first.add("ada")
        await first.close()
        let path = try #require(options.localPath)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(try #require(store.bytes(key))))
        let second = try await open(store, options)
        #expect(try await second.names() == ["ada"])
        await second.close()
        // A damaged copy is noticed, and loaded anew.
        try Data("rubbish".utf8).write(to: URL(fileURLWithPath: path))
        let third = try await open(store, options)
        #expect(try await third.names() == ["ada"])
        await third.close()
    }
}

@Suite("Options that contradict each other")
struct OptionConflictTests {
    @Test(
        "are refused before anything is asked or written",
        arguments: [
            "layout=ltx&sync=lifespan", "layout=ltx&local_path=/tmp/x", "mode=exclusive",
            "cache_dir=/tmp/x", "hydrate=eager", "layout=ltx&takeover=1",
        ])
    func refused(query: String) async throws {
        let store = FaultyStore()
        guard case .bucket(_, _, let options) = try BucketLocation(url: "s3sqlite://pail/k?\(query)", environment: { _ in nil })
        else { return }
        await #expect(throws: DatabaseError.self) { _ = try await open(store, options) }
        #expect(store.count(.get) == 0 && store.count(.put) == 0)
    }
}

@Suite("max_stale", .eachLayout)
struct MaxStaleTests {
    @Test("lets reads skip the question within the bound, and not after it")
    func bound() async throws {
        let store = FaultyStore()
        let clock = FastClock()
        var runtime = BucketRuntime()
        runtime.now = { clock.now }
        var options = CurrentLayout.options
        options.maxStale = 5
        let lazy = try await BucketEngine.open(key: key, in: store, options: options, logger: quiet, runtime: runtime)
        let other = try await open(store)
        try await other.createNames()
        clock.advance(.seconds(6))
        #expect(try await lazy.names() == [])
        try await other.add("ada")
        let asked = store.count(.get)
        clock.advance(.seconds(4))
        #expect(try await lazy.names() == [])
        #expect(store.count(.get) == asked)
        clock.advance(.seconds(2))
        #expect(try await lazy.names() == ["ada"])
        // Its own writes are seen at once.
        try await lazy.add("grace")
        #expect(try await lazy.names() == ["ada", "grace"])
    }
}
