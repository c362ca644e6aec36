public import Logging
import Synchronization

/// Runs the tasks of one database, of the kinds that a registry knows.
///
///     let runner = TaskRunner(tasks, on: engine, logger: logger)
///     await runner.start()
///     …
///     await runner.stop()
///
/// It asks the database only for a reason: at the start; when a transaction of this process has added a task; when another instance's
/// commit was seen by a read that happened anyway, or the database told of it; and at the time at which the next known task is due. An
/// idle site asks nothing.
///
/// A process that stands still between its requests (AWS Lambda) runs tasks after them instead: ``attend()`` once, then
/// ``runAfterRequest()``.
public actor TaskRunner {
    /// How a runner is set; every default is here.
    public struct Options: Sendable, Hashable {
        /// Tasks at work at once.
        public var width = 8
        /// Seconds for which a task is taken. While its handler works the lease is renewed, so this is how long a task lies when the
        /// process that had it died.
        public var lease = 120.0
        /// Seconds that tasks which are done are kept, to be looked at.
        public var keepsDone = 86_400.0
        /// Seconds that ``TaskRunner/stop()`` lets handlers work on, before it cancels them.
        public var patience = 20.0

        /// As the site runs tasks where nobody says otherwise.
        public init() {}
    }

    let registry: TaskRegistry
    let engine: any DatabaseEngine
    let options: Options
    let logger: Logger
    let clock: TaskClock
    /// Names this runner in the leases that it takes.
    let owner: String
    let bell = Doorbell()

    /// The handlers at work.
    private var running: [TaskID: Task<Void, Never>] = [:]
    /// When the next known task may be taken, in milliseconds since 1970.
    private(set) var nextDue: Int64?
    private var loop: Task<Void, Never>?
    private var listening: CommitNews.Listening?
    /// Reasons for a look that could not be had, because all hands were full or the database was out of reach.
    private var owed: Doorbell.Reasons = []
    private var hasPlanned = false
    private var failures = 0
    /// See ``written(_:)``.
    var unwritten: [Unwritten] = []
    var isWriting = false
    /// Whether what is written down may wait for others who hold the database: until somebody who waits for it is cancelled.
    nonisolated let hasTime = Atomic(true)
    private var prunedAt: Double?

    /// A runner of what is registered, on one database. It does nothing before it is started.
    public init(
        _ registry: TaskRegistry, on engine: any DatabaseEngine, options: Options = Options(), logger: Logger
    ) {
        self.init(registry, on: engine, options: options, logger: logger, clock: TaskClock())
    }

    package init(
        _ registry: TaskRegistry, on engine: any DatabaseEngine, options: Options = Options(), logger: Logger, clock: TaskClock
    ) {
        self.registry = registry
        self.engine = engine
        self.options = options
        self.logger = logger
        self.clock = clock
        owner = TaskID(at: clock.now()).description
    }

    /// Begins to run tasks; returns at once.
    public func start() {
        guard loop == nil, !registry.isEmpty else { return }
        attend()
        hasTime.store(true, ordering: .relaxed)
        loop = Task { await self.serve() }
    }

    /// Begins to hear of tasks, without running any.
    public func attend() {
        guard listening == nil, !registry.isEmpty else { return }
        let (bell, hasListeners) = (bell, registry.hasListeners)
        listening = engine.news.listen { notice in
            switch notice {
            case .here(TaskQueue.topic): bell.ring(.added)
            case .written: if hasListeners { bell.ring(.added) }
            case .here: break
            case .elsewhere: bell.ring(.elsewhere)
            }
        }
        bell.ring(.time)
    }

    /// Takes no more tasks and returns when those at work have ended: after ``Options/patience`` they are cancelled, and what they
    /// had begun is done by whoever takes it next.
    public func stop() async {
        if let listening { engine.news.stop(listening) }
        listening = nil
        bell.ring(.stop)
        await loop?.value
        let handlers = Array(running.values)
        let cutting = Task { [clock, options] in
            guard (try? await clock.sleep(.seconds(options.patience))) != nil else { return }
            for handler in handlers { handler.cancel() }
        }
        for handler in handlers { await handler.value }
        cutting.cancel()
        loop = nil
    }

    /// Runs what is due, and what becomes due meanwhile, until nothing is, or until it is cancelled; for commands and tests.
    /// - Returns: how many attempts were made.
    public func runDue() async throws -> Int {
        try await planOnce()
        nextDue = try await engine.read { [registry] in try TaskQueue($0).nextDue(registry.kinds) }
        return try await runKnown()
    }

    /// The same after a request, where it has given a reason: it has added tasks, another instance's commit was seen, or the time has
    /// come. On the state that the request has seen: the database is asked nothing more.
    public func runAfterRequest() async throws -> Int {
        let reasons = bell.take()
        guard !reasons.isEmpty || isDue else { return 0 }
        owed.formUnion(reasons)
        try await planOnce()
        if !owed.isEmpty { nextDue = try await knownDue() }
        owed = []
        return try await runKnown()
    }

    private var isDue: Bool { nextDue.map { Double($0) <= clock.now() } ?? false }

    /// On the state that is known anyway: an arrival of 0 asks a bucket nothing.
    private func knownDue() async throws -> Int64? {
        try await engine.read(since: Arrival()) { [registry] in try TaskQueue($0).nextDue(registry.kinds) }
    }

    private func runKnown() async throws -> Int {
        var count = 0
        hasTime.store(true, ordering: .relaxed)
        while isDue, !Task.isCancelled {
            let leased = try await engine.writeReadCommitted { [self] in try lease(up: options.width, in: $0) }
            nextDue = leased.nextDue
            // What is due and could not be had is in other hands already.
            guard !leased.tasks.isEmpty else { break }
            count += leased.tasks.count
            await withTaskGroup { group in
                for task in leased.tasks { group.addTask { await self.work(on: task) } }
            }
            nextDue = try await knownDue()
        }
        return count
    }

    private func serve() async {
        var reasons = await bell.wait()
        while !reasons.contains(.stop) {
            do {
                try await look(because: reasons)
                failures = 0
            } catch {
                failures += 1
                // What is out of reach is tried again later, and later each time.
                nextDue = Int64(clock.now() + min(5000 * Double(failures), 60_000))
                logger.warning("the tasks could not be looked at", metadata: ["error": "\(error)"])
            }
            reasons = await wait()
        }
    }

    private var isFull: Bool { running.count >= options.width }

    /// Waits for a reason to look, but no longer than until the next known task is due.
    private func wait() async -> Doorbell.Reasons {
        var latest = isFull ? nil : nextDue.map(Double.init)
        if let seconds = engine.news.lookEvery { latest = min(latest ?? .infinity, clock.now() + seconds * 1000) }
        guard let latest else { return await bell.wait() }
        // A little later than due, never a moment earlier: then nothing would be found, and it would have to look again.
        let duration = Duration.milliseconds(Int64(max(latest - clock.now(), 0)) + 1)
        let timer = Task { [clock, bell] in
            guard (try? await clock.sleep(duration)) != nil else { return }
            bell.ring(.time)
        }
        defer { timer.cancel() }
        return await bell.wait()
    }

    /// Takes what is due and can be begun, and learns when the next is due.
    private func look(because news: Doorbell.Reasons) async throws {
        owed.formUnion(news)
        guard running.count < options.width else { return }
        let reasons = owed
        try await learn(because: reasons)
        if isDue {
            let room = options.width - running.count
            let leased = try await engine.writeReadCommitted { [self] in try lease(up: room, in: $0) }
            nextDue = leased.nextDue
            for task in leased.tasks { begin(task) }
        }
        owed.subtract(reasons)
    }

    /// Learns when the next task is due. The end of a task is no reason to ask: what was known before is known still.
    private func learn(because reasons: Doorbell.Reasons) async throws {
        try await planOnce()
        if reasons.contains(.time) {
            nextDue = try await engine.read { [registry] in try TaskQueue($0).nextDue(registry.kinds) }
        } else if !reasons.isDisjoint(with: [.added, .elsewhere]) {
            let due = try await knownDue()
            nextDue = reasons.contains(.added) ? due : due.map(later)
        }
    }

    /// Plans the schedules' next runs; from then on each run plans the next.
    private func planOnce() async throws {
        guard !hasPlanned else { return }
        try await registry.planSchedules(on: engine, now: clock.now())
        hasPlanned = true
    }

    /// What another instance has added it runs itself, as a rule: several that rushed at it would only get into each other's way.
    /// What was planned already is not put off.
    private func later(_ due: Int64) -> Int64 {
        let patient = max(due, Int64(clock.now() + 500 + 1000 * clock.chance()))
        return min(patient, nextDue ?? patient)
    }

    private func begin(_ task: LeasedTask) {
        running[task.id] = Task {
            let due = await self.work(on: task)
            self.ended(task.id, nextDue: due)
        }
    }

    private func ended(_ id: TaskID, nextDue due: Int64?) {
        running[id] = nil
        if let due { nextDue = min(nextDue ?? due, due) }
        bell.ring(.ended)
    }

    /// What is due, taken, and when the next is.
    nonisolated private func lease(
        up limit: Int, in transaction: any Transaction
    ) throws(DatabaseError) -> (tasks: [LeasedTask], nextDue: Int64?) {
        let queue = TaskQueue(transaction, now: clock.now())
        let end = queue.milliseconds + Int64(options.lease * 1000)
        let tasks = try queue.lease(registry.kinds, limit: limit, owner: owner, until: end)
        return (tasks, try queue.nextDue(registry.kinds))
    }

    /// Whether it is time, at most once an hour, to remove what was done long ago.
    func shouldPrune() -> Bool {
        let now = clock.now()
        guard now - (prunedAt ?? -.infinity) > 3_600_000 else { return false }
        prunedAt = now
        return true
    }
}
