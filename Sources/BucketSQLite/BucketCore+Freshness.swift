import CoreMetrics
import Database
import Logging
import ObjectStore
import Synchronization

/// Promise 1: whoever waits for a fresh state shares one question, and that question was put after each of them arrived.
extension BucketCore {
    /// The state of the bucket at some moment after `arrival`; with `max_stale`, at most so long before now.
    func base(since arrival: Arrival) async throws -> Base {
        guard options.sync == .request else { return try knownBase() }
        if isHolding { return try knownBase() }
        try checkHold()
        if options.maxStale > 0, let known, let askedAt, runtime.now() < askedAt.advanced(by: .seconds(options.maxStale)) {
            return known
        }
        return try await fresh(since: arrival)
    }

    /// The state that ``base(since:)`` would give now without a question; `nil` where it would ask, or refuse.
    nonisolated func baseAtOnce() -> Base? {
        guard let base = shared.withLock({ $0 }) else { return nil }
        if let end = base.end, runtime.now() >= end { return nil }
        return base.base
    }

    /// Whatever moves the base or its age comes through here, so a write that was answered is in what is shared.
    func share() {
        let base = sharedBase
        shared.withLock { $0 = base }
    }

    private var sharedBase: SharedBase? {
        guard let known else { return nil }
        if options.sync == .lifespan || isHolding { return SharedBase(base: known, end: nil) }
        guard options.maxStale > 0, options.mode == .shared, let askedAt else { return nil }
        return SharedBase(base: known, end: askedAt.advanced(by: .seconds(options.maxStale)))
    }

    /// The state of the bucket at some moment after `arrival`.
    func fresh(since arrival: Arrival) async throws -> Base {
        while true {
            if answered > arrival.questionsAsked, let known { return known }
            try await withUnsafeThrowingContinuation { continuation in
                line.wait(arrival, continuation)
                putQuestionIfDue()
            }
        }
    }

    /// A state of the bucket newer than `old`, whose pages could not be had; `nil` where there is none.
    func base(after old: Base) async throws -> Base? {
        let newest = try await fresh(since: questions.arrival())
        return newest.etag == old.etag ? nil : newest
    }

    func knownBase() throws -> Base {
        guard let known else { throw DatabaseError(.unavailable(retryAfter: 1), "the database is not loaded") }
        return known
    }

    /// Puts a question where somebody waits for one: at once, when the wave is complete, or when the one under way has a lead.
    private func putQuestionIfDue() { putQuestionIfDue(at: runtime.now()) }

    private func putQuestionIfDue(at now: ContinuousClock.Instant) {
        let count = line.uncovered
        guard count > 0, line.underWay.count < QuestionLine.mostAtOnce else { return }
        var due = wave.waits(count, at: now)
        if let first = line.underWay.first {
            let lead = roundTrip.share(QuestionLine.spacing)
            // A store that answers in no time, or has not answered yet, is asked one question at a time.
            guard lead > .zero else { return }
            due = max(due ?? now, first.putAt.advanced(by: lead))
        }
        if let due, now < due { wake(at: due, now: now) } else { putQuestion() }
    }

    /// Numbered before it is sent.
    private func putQuestion() {
        let number = questions.next()
        line.put(number, at: runtime.now())
        _ = runtime.task { await self.question(number) }
    }

    private func wake(at due: ContinuousClock.Instant, now: ContinuousClock.Instant) {
        if let alarm, alarm <= due, now < alarm { return }
        alarm = due
        _ = runtime.task {
            let hasSlept = (try? await self.runtime.sleep(due - now)) != nil
            await self.woken(from: due, hasSlept: hasSlept)
        }
    }

    private func woken(from due: ContinuousClock.Instant, hasSlept: Bool) {
        if alarm == due { alarm = nil }
        // A clock may wake a little early.
        if hasSlept { return putQuestionIfDue(at: max(due, runtime.now())) }
        if line.uncovered > 0, line.underWay.count < QuestionLine.mostAtOnce { putQuestion() }
    }

    private func question(_ number: UInt64) async {
        let started = runtime.now()
        do {
            while try await !questionOnce(number) {}
            line.end(number)
        } catch {
            // At the start, before anything is known, the error itself is shown.
            if known != nil { logger.warning("the database could not be checked", metadata: ["error": "\(error)"]) }
            line.end(number)
            let reason = asDatabaseError(error)
            for waiter in line.failed(number) { waiter.continuation.resume(throwing: reason) }
        }
        metrics.questions.recordNanoseconds((runtime.now() - started).nanoseconds)
        putQuestionIfDue()
    }

    /// - Returns: whether the answer could be placed. While it was under way a PUT of our own or another question may have moved
    ///   the base; then a state that is not surely later is dropped, and unless a later question is answered this one is put again.
    private func questionOnce(_ number: UInt64) async throws -> Bool {
        let before = known
        let now = runtime.now()
        let loaded = try await layout.load(since: before?.state)
        roundTrip.took(runtime.now() - now)
        if case .unchanged = loaded {
            // The base can have moved meanwhile, but only forward.
            if known != nil { answer(number, askedAt: now) }
            return known != nil
        }
        while let putting { _ = await putting.value }
        let isSameBase = known?.etag == before?.etag && known?.history == before?.history
        // Who waited for this question has been answered by a later one, and the base is that one's.
        if !isSameBase, known != nil, answered > number { return true }
        switch loaded {
        case .unchanged: return true
        case .state(let state, let continues):
            if isSameBase, known?.etag != state.etag {
                adopt(state, continues: continues)
            } else if let known, known.etag != state.etag {
                guard layout.isLater(state, than: known.state) else { return false }
                adopt(state, continues: true)
            } else if known == nil {
                return false
            }
        case .missing:
            guard isSameBase else { return false }
            if hasExisted { throw gone() }
            if known == nil { adopt(BucketState(version: .empty()), continues: false) }
        }
        answer(number, askedAt: now)
        return true
    }

    /// `known` reflects question `number`, which was put at `askedAt`.
    func answer(_ number: UInt64, askedAt: ContinuousClock.Instant) {
        answered = max(answered, number)
        self.askedAt = max(self.askedAt ?? askedAt, askedAt)
        let people = line.answered(answered)
        guard !people.isEmpty else { return }
        logger.debug(
            "the newest state is known",
            metadata: ["answered": "\(people.count)", "ms": "\((runtime.now() - askedAt).milliseconds)"])
        wave.answered(people.count, at: runtime.now(), patience: roundTrip.share(Self.patience, atMost: .milliseconds(10)))
        for waiter in people { waiter.continuation.resume() }
    }

    /// How much of the store's answer time the first of a wave waits for the others.
    static var patience: Double { 0.2 }

    /// The object was there and is not any more. Never answered by making a new one.
    private func gone() -> DatabaseError {
        DatabaseError(
            .unavailable(retryAfter: nil),
            "the database \(layout.key) has vanished from \(store.description): restore it (bucket versioning keeps deleted "
                + "objects); to begin with an empty one, remove the local copy, if there is one, and restart")
    }

    /// Words a store's error for those above, who know databases.
    nonisolated func asDatabaseError(_ error: any Error) -> any Error {
        guard let error = error as? StoreError else { return error }
        let text = "the database \(layout.key) in \(store.description): \(error)"
        switch error.kind {
        case .throttled(let retryAfter): return DatabaseError(.unavailable(retryAfter: retryAfter ?? 1), text)
        case .corrupt: return DatabaseError(.corrupt, text)
        default: return DatabaseError(.unavailable(retryAfter: 1), text)
        }
    }
}
