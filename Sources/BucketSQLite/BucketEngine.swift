// BucketSQLite: one SQLite database in an object store, checked before each request and committed before each answer.
//
// The promises, and where they are kept:
//
// 1. Fresh. A read sees every commit that was acknowledged, by any instance, before it was asked for      `Freshness`
// 2. Durable before answered. A write is delivered, and its pages are published, after its PUT is applied  `Committer`
// 3. Serializable. A refused PUT drops the pages, takes the store's state and runs the closures again      `Committer`
// 4. Exactly once. A PUT whose answer was lost is settled by its commit id                                 `Settlement`
// 5. Fails closed. A load that failed is never followed by an upload; bytes are checked before believed    `Freshness`, `Layout`
// 6. Grouped. All writes that wait go out in one commit, one PUT in flight                                 `Committer`

public import Database
import DatabaseSQLite
public import Logging
public import ObjectStore
import Synchronization

/// A database whose state is one object (and what it lists) in an object store. Many instances may write to it.
public final class BucketEngine: DatabaseEngine {
    let core: BucketCore
    private let readers: ReaderPool
    private let questions: Questions

    /// SQLite's.
    public var dialect: Dialect { .sqlite }
    public var news: CommitNews { core.news }

    init(core: BucketCore, readers: ReaderPool, questions: Questions) {
        self.core = core
        self.readers = readers
        self.questions = questions
    }

    /// Opens the database under `key` in `store`: loads and checks it, or finds that it does not exist yet. Writes nothing.
    ///
    /// Throws a `DatabaseError` or a `StoreError` that says what is wrong and what to do; the store is untouched then.
    public static func open(
        key: String, in store: any ObjectStore, options: BucketOptions = BucketOptions(), logger: Logger
    ) async throws -> BucketEngine {
        try await open(key: key, in: store, options: options, logger: logger, runtime: BucketRuntime())
    }

    /// - Parameter wrapping: puts something between the engine and its layout: tests break it on purpose there.
    static func open(
        key: String, in store: any ObjectStore, options: BucketOptions, logger: Logger, runtime: BucketRuntime,
        wrapping: (any Layout) -> any Layout = { $0 }
    ) async throws -> BucketEngine {
        try options.check()
        let store = store.sealed(with: options.encryption, root: key)
        let metrics = BucketMetrics(database: key)
        let layout = wrapping(
            makeLayout(key: key, in: store, options: options, logger: logger, metrics: metrics, runtime: runtime))
        let questions = Questions()
        let core = BucketCore(
            layout: layout, store: store, options: options, runtime: runtime, questions: questions, logger: logger,
            metrics: metrics)
        try await core.start()
        return BucketEngine(core: core, readers: ReaderPool(runtime.reading), questions: questions)
    }

    private static func makeLayout(
        key: String, in store: any ObjectStore, options: BucketOptions, logger: Logger, metrics: BucketMetrics,
        runtime: BucketRuntime
    ) -> any Layout {
        switch options.layout {
        case .file: return FileLayout(key: key, store: store)
        case .ltx:
            let files = options.cacheDirectory.flatMap { SegmentFiles(directory: $0, limit: options.diskCacheSize) }
            if files == nil, let directory = options.cacheDirectory {
                logger.warning(
                    "the directory for the cache can't be made or used: going on without", metadata: ["cache_dir": "\(directory)"]
                )
            }
            let shelf = SegmentShelf(
                store: store, root: key, runtime: runtime, limit: options.cacheSize, files: files, metrics: metrics,
                logger: logger)
            let keeper = SegmentKeeper(shelf: shelf, runtime: runtime, limits: options.keeper, logger: logger)
            return LTXLayout(
                key: key, store: store, shelf: shelf, keeper: keeper, newLineage: CommitID(random: runtime.random).bytes)
        }
    }

    public func arrival() -> Arrival { questions.arrival() }

    public func read<Success: Sendable>(
        since arrival: Arrival, _ body: @escaping @Sendable (any Transaction) throws -> Success
    ) async throws -> Success {
        let base = try await core.base(since: arrival)
        do {
            return try await readers.read(base, body)
        } catch {
            guard MissingSegment.isReason(error), let newer = try await core.base(after: base) else { throw error }
            return try await readers.read(newer, body)
        }
    }

    /// Where a read asks nothing (`max_stale`, `mode=exclusive`, `sync=lifespan`), from pages in memory.
    public func readAtOnce<Success: Sendable>(since arrival: Arrival, _ body: (any Transaction) throws -> Success) throws
        -> Success?
    {
        guard let base = core.baseAtOnce() else { return nil }
        return try readers.readAtOnce(base, within: core.runtime.briefTime, body)
    }

    @discardableResult
    public func write<Success: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Success
    ) async throws -> Success {
        let arrival = questions.arrival()
        let core = core
        return try await withUnsafeThrowingContinuation { continuation in
            let job = TypedWriteJob(arrival: arrival, body) { continuation.resume(with: $0) }
            core.submit(job)
        }
    }

    public func check() async throws { _ = try await core.base(since: arrival()) }

    public func close() async {
        await core.close()
        readers.close()
    }
}

/// Counts the questions put to the store: GETs that ask for the newest state, and PUTs whose condition asks the same.
final class Questions: Sendable {
    private let asked = Atomic<UInt64>(0)

    /// A stamp for now: only questions asked after it answer it.
    func arrival() -> Arrival { Arrival(questionsAsked: asked.load(ordering: .acquiring)) }

    /// The number of a question that is about to be put.
    func next() -> UInt64 { asked.add(1, ordering: .acquiringAndReleasing).newValue }
}
