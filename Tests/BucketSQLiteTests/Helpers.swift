import Database
import Foundation
import Logging
import ObjectStore
import Testing

@testable import BucketSQLite

let key = "site.sqlite"
let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

/// A time scale in which waiting costs nothing: back-offs pass at once, and each moves the clock by what was to be waited.
func fastRuntime() -> BucketRuntime {
    let clock = FastClock()
    var runtime = BucketRuntime()
    runtime.now = { clock.now }
    runtime.sleep = { duration in
        clock.advance(duration)
        await Task.yield()
    }
    return runtime
}

final class FastClock: @unchecked Sendable {
    // Guarded by the lock.
    private let lock = NSLock()
    private var instant = ContinuousClock.now
    var now: ContinuousClock.Instant { lock.withLock { instant } }
    func advance(_ duration: Duration) { lock.withLock { instant = instant.advanced(by: duration) } }
}

func open(_ store: any ObjectStore, _ options: BucketOptions = CurrentLayout.options) async throws -> BucketEngine {
    try await BucketEngine.open(key: key, in: store, options: options, logger: quiet, runtime: fastRuntime())
}

extension BucketOptions {
    static func ltx(_ limits: KeeperLimits = KeeperLimits()) -> BucketOptions {
        var options = BucketOptions()
        options.layout = .ltx
        options.keeper = limits
        return options
    }
}

extension BucketEngine {
    func createNames() async throws {
        try await write { tx in
            try tx.execute("CREATE TABLE IF NOT EXISTS names (name TEXT COLLATE NOCASE NOT NULL UNIQUE)", .none)
        }
    }

    func add(_ name: String) async throws {
        try await write { tx in try tx.execute("INSERT INTO names (name) VALUES (:name)", ["name": name]) }
    }

    func names() async throws -> [String] {
        try await read { tx in
            try tx.query("SELECT name FROM names ORDER BY rowid", .none).compactMap { row in
                if case .text(let name)? = row["name"] { name } else { nil }
            }
        }
    }
}

/// What the bucket really holds, read by an engine of its own.
func namesInBucket(_ store: any ObjectStore) async throws -> [String] {
    let engine = try await open(store)
    let names = try await engine.names()
    let check = try await engine.read { try $0.query("PRAGMA integrity_check", .none) }
    guard check.count == 1, check[0].values == [.text("ok")] else { throw Damaged(findings: check) }
    await engine.close()
    return names
}

struct Damaged: Error { var findings: [Row] }

func temporaryFolder() throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("satchel-\(UUID())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
}

/// The layout under test.
enum CurrentLayout {
    @TaskLocal static var layout = BucketOptions.Layout.file

    @TaskLocal static var encryption: EncryptionKeys?

    /// With limits so small that a few commits flush and merge.
    static var options: BucketOptions {
        var options = BucketOptions()
        options.layout = layout
        options.encryption = encryption
        options.keeper = KeeperLimits(inline: 4000, fanOut: 3)
        return options
    }
}

let testKeys = [0x11, 0x22, 0x33].map { String(repeating: String($0, radix: 16), count: 32) }

/// Runs each test of a suite once per layout, plain and encrypted.
struct EachLayout: TestTrait, SuiteTrait, TestScoping {
    var isRecursive: Bool { true }

    func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
        guard testCase != nil else { return try await function() }
        for layout in BucketOptions.Layout.allCases {
            for keys in [nil, try EncryptionKeys(testKeys[0])] {
                try await CurrentLayout.$layout.withValue(layout) {
                    try await CurrentLayout.$encryption.withValue(keys) { try await function() }
                }
            }
        }
    }
}

extension Trait where Self == EachLayout {
    static var eachLayout: EachLayout { EachLayout() }
}
