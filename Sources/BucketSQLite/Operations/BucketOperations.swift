// What a person does with a database in a bucket, beside the site that runs on it: look, check, copy, restore, tidy.
//
// 1. Whatever changes the key does so by compare-and-swap on what was read: an instance that commits meanwhile is never overwritten.
// 2. Whatever replaces the database begins a new lineage, with commit numbers above all that the bucket has seen: an instance of
//    before can neither commit nor upload into it, and notices at its next question.
// 3. Nothing is read as a database before it is checked.

import Database
import LTX
public import Logging
public import ObjectStore

/// The operations on the database under one key of a store.
public struct BucketOperations: Sendable {
    /// Of the database, in the bucket.
    public let key: String
    /// The bucket.
    public let store: any ObjectStore
    let options: BucketOptions
    let logger: Logger
    let runtime: BucketRuntime
    let progress: OperationProgress.Report

    /// The operations on the database under `key`.
    ///
    /// - Parameters:
    ///   - options: as the database's URL has them; its layout is that of a database which does not exist yet.
    ///   - progress: told how far a long operation is.
    public init(
        key: String, in store: any ObjectStore, options: BucketOptions, logger: Logger,
        progress: @escaping OperationProgress.Report = { _ in }
    ) {
        self.init(key: key, in: store, options: options, logger: logger, runtime: BucketRuntime(), progress: progress)
    }

    init(
        key: String, in store: any ObjectStore, options: BucketOptions, logger: Logger, runtime: BucketRuntime,
        progress: @escaping OperationProgress.Report = { _ in }
    ) {
        self.key = key
        self.store = store.sealed(with: options.encryption, root: key)
        self.options = options
        self.logger = logger
        self.runtime = runtime
        self.progress = progress
    }

    /// The same for another key of the store.
    func under(_ other: String) -> BucketOperations {
        BucketOperations(key: other, in: store, options: options, logger: logger, runtime: runtime, progress: progress)
    }

    /// What stands under the key now.
    func load() async throws -> StoredDatabase {
        guard case .object(let bytes, let etag) = try await store.whole(key, unless: nil) else { return .missing }
        if Manifest.isLikely(bytes) { return .ltx(etag: etag, bytes: bytes.count, try Manifest(bytes)) }
        return .file(etag: etag, bytes: bytes.count, try FileLayout.version(of: bytes))
    }

    /// What stands under the key, which has to exist.
    func loadExisting() async throws -> StoredDatabase {
        let stored = try await load()
        if case .missing = stored {
            throw DatabaseError(.unavailable(retryAfter: nil), "there is no database \(key) in \(store.description)")
        }
        return stored
    }

    /// The pages of what stands under the key, and their checksum where it is known.
    func pages(of stored: StoredDatabase) async throws -> DatabasePages {
        switch stored {
        case .missing: return DatabasePages(version: .empty(), checksum: nil)
        case .file(_, _, let version): return DatabasePages(version: version, checksum: nil)
        case .ltx(_, _, let manifest):
            let layout = reading()
            return DatabasePages(version: try await layout.version(of: manifest), checksum: manifest.checksum)
        }
    }

    /// Reads states of `layout=ltx`; tidies nothing.
    func reading() -> LTXLayout {
        let shelf = SegmentShelf(
            store: store, root: key, runtime: runtime, limit: options.cacheSize, files: nil,
            metrics: BucketMetrics(database: key), logger: logger)
        let keeper = SegmentKeeper(shelf: shelf, runtime: runtime, limits: options.keeper, logger: logger)
        return LTXLayout(key: key, store: store, shelf: shelf, keeper: keeper, newLineage: newLineage())
    }

    /// Runs `body`, and again where an object that it read of is gone: an instance has tidied meanwhile, and a newer manifest lists
    /// what took its place.
    func steadily<Success>(_ body: () async throws -> Success) async throws -> Success {
        for attempt in 1..<4 {
            do {
                return try await body()
            } catch  where MissingSegment.isReason(error) {
                logger.info("reading the manifest again", metadata: ["reason": "\(error)"])
                try await runtime.backOff(attempt)
            }
        }
        return try await body()
    }

    func newLineage() -> [UInt8] { CommitID(random: runtime.random).bytes }

    /// Runs `work`, which blocks, on a thread of its own.
    func blocking<Success: Sendable>(_ work: @escaping @Sendable () throws -> Success) async throws -> Success {
        try await runtime.reading.run(work)
    }
}

/// One state of a database on its way to somewhere else.
struct DatabasePages: Sendable {
    var version: PageVersion
    /// What its pages have to give; `nil` where nothing says.
    var checksum: DatabaseChecksum?
}
