import Database
import DatabaseSQLite
import Logging
import ObjectStore
import Synchronization

/// The engine's state, and the only place that changes it: which base is known, which questions are answered, what waits.
///
/// Reading (`BucketCore+Freshness`) and committing (`BucketCore+Commit`) are its two halves. Invariants:
/// 1. `base` only ever moves forward in the store's own order of states.
/// 2. At most two questions and one PUT are under way.
/// 3. `answered` is the highest number of a question whose answer `base` reflects.
/// 4. Nothing is PUT while `base` is not known.
actor BucketCore {
    let layout: any Layout
    let store: any ObjectStore
    let options: BucketOptions
    let runtime: BucketRuntime
    let questions: Questions
    let logger: Logger
    let metrics: BucketMetrics
    let writer: BatchWriter
    nonisolated let news = CommitNews()
    let localCopy: LocalCopy?
    /// Names this instance in an exclusive hold.
    let instance: [UInt8]

    /// What is known of the bucket; `nil` before the first load and after a commit whose outcome stayed unknown.
    var known: Base? { didSet { share() } }
    /// What of it may be read without a question, from any thread.
    nonisolated let shared = Mutex<SharedBase?>(nil)
    /// Whether the database was ever seen in the bucket: from then on, missing means that it has vanished.
    var hasExisted = false
    var answered: UInt64 = 0
    /// When the newest question that was answered had been put.
    var askedAt: ContinuousClock.Instant? { didSet { share() } }
    var histories: UInt64 = 0
    var line = QuestionLine()
    /// Those whom the last answer, and the last commit, answered together.
    var wave = Wave()
    var writingWave = Wave()
    var roundTrip = RoundTrip()
    /// When it is looked again whether a question is due.
    var alarm: ContinuousClock.Instant?
    /// The PUT under way: done when its outcome is settled and `known` says so; `true` if the commit was applied.
    var putting: Task<Result<Bool, any Error>, Never>?
    var queue: [any WriteJob] = []
    var isCommitting = false
    /// Goes on when the wave of writes is complete.
    var gathering: UnsafeContinuation<Void, Never>?
    var turns = WritingTurns()
    /// When this instance's last commit was applied.
    var committedAt: ContinuousClock.Instant?
    var idleWaiters: [UnsafeContinuation<Void, Never>] = []
    var isClosed = false
    /// In `sync=lifespan`: whether something was written since the load.
    var hasUnsavedChanges = false

    init(
        layout: any Layout, store: any ObjectStore, options: BucketOptions, runtime: BucketRuntime, questions: Questions,
        logger: Logger, metrics: BucketMetrics
    ) {
        self.layout = layout
        self.store = store
        self.options = options
        self.runtime = runtime
        self.questions = questions
        self.logger = logger
        self.metrics = metrics
        writer = BatchWriter(runtime.writing, telling: news)
        instance = CommitID(random: runtime.random).bytes
        localCopy = options.localPath.map {
            LocalCopy(path: $0, source: "\(store.description)/\(layout.key)", runtime: runtime, logger: logger)
        }
    }

    /// Loads the database, from the local copy where the bucket says that it is current.
    func start() async throws {
        if let copy = localCopy?.load() {
            adopt(BucketState(etag: copy.etag, version: copy.version), continues: false)
        }
        _ = try await fresh(since: questions.arrival())
        if let known { await layout.hydrate(known.state, options.hydration, runtime: runtime, logger: logger) }
        try await takeHold()
        if options.ignoreConflicts {
            logger.warning("ignore_conflicts is on: the last writer wins, commits of other instances are overwritten")
        }
        if options.sync == .lifespan {
            logger.warning("sync=lifespan is on: changes are uploaded at the stop only, a crash before it loses them")
        }
    }

    func nextHistory() -> UInt64 {
        histories += 1
        return histories
    }

    /// A state that was loaded becomes the base: another's commit, as a rule. If it does not continue the old one, connections will
    /// be reopened.
    func adopt(_ state: BucketState, continues: Bool) {
        if known != nil { turns.sawAnother() }
        let history = continues ? known?.history : nil
        publish(Base(state: state, history: history ?? nextHistory()))
        news.tell(.elsewhere)
    }

    /// Finishes the writes that wait, then closes. In `sync=lifespan` this is where the upload happens.
    func close() async {
        isClosed = true
        await finishCommitting()
        if options.sync == .lifespan { await uploadAtStop() }
        await releaseHold()
        await layout.close()
        await localCopy?.finish()
        writer.close()
    }
}
