import CoreMetrics
import Database
import DatabaseSQLite
import Logging
import ObjectStore

/// Promises 2, 3 and 6: all writes that wait go out as one commit; they are answered when it is known to be applied.
extension BucketCore {
    /// How many writes may wait; one more is refused at once.
    private static var queueLimit: Int { 4096 }

    /// Takes a write. It is answered exactly once, whatever happens.
    nonisolated func submit(_ job: any WriteJob) {
        _ = runtime.task { await self.enqueue(job) }
    }

    private func enqueue(_ job: any WriteJob) {
        guard !isClosed else {
            return job.fail(DatabaseError(.unavailable(retryAfter: 1), "the server is stopping: try again"))
        }
        guard queue.count < Self.queueLimit else {
            return job.fail(DatabaseError(.unavailable(retryAfter: 1), "too many writes wait for the database: try again"))
        }
        queue.append(job)
        if writingWave.waits(queue.count, at: runtime.now()) == nil { endGathering() }
        guard !isCommitting else { return }
        isCommitting = true
        _ = runtime.task { await self.commitAll() }
    }

    private func commitAll() async {
        while !queue.isEmpty {
            await gather()
            await leaveTurn()
            let batch = Array(queue.prefix(options.writesPerCommit))
            queue.removeFirst(batch.count)
            await commit(batch)
        }
        isCommitting = false
        for waiter in idleWaiters { waiter.resume() }
        idleWaiters = []
    }

    /// Waits for the rest of a wave.
    private func gather() async {
        let now = runtime.now()
        guard let end = writingWave.waits(queue.count, at: now) else { return }
        let timer = runtime.task {
            try? await self.runtime.sleep(end - now)
            if !Task.isCancelled { await self.endGathering() }
        }
        await withUnsafeContinuation { gathering = $0 }
        timer.cancel()
    }

    private func endGathering() {
        gathering?.resume()
        gathering = nil
    }

    /// Gives other instances the time to commit, where it is their turn.
    private func leaveTurn() async {
        guard options.mode == .shared, options.sync == .request, !options.ignoreConflicts, let committedAt else { return }
        if runtime.now() > committedAt.advanced(by: roundTrip.share(1)) { turns.wasIdle() }
        var left = turns.pause
        // A foreign commit ends the pause; whatever is wrong with the store, the commit will meet it too.
        while left > 0, turns.pause > 0, (try? await fresh(since: questions.arrival())) != nil { left -= 1 }
        turns.paused()
    }

    /// Returns when no write waits or runs.
    func finishCommitting() async {
        guard isCommitting else { return }
        await withUnsafeContinuation { idleWaiters.append($0) }
    }

    /// Runs a batch until it is applied, or until its time is over.
    private func commit(_ batch: [any WriteJob]) async {
        let started = runtime.now()
        let deadline = started.advanced(by: .seconds(options.timeout))
        var attempt = 0
        do {
            while true {
                let stood = known
                if try await commitOnce(batch, deadline: deadline) { break }
                attempt += 1
                metrics.replays.increment(by: batch.count)
                guard runtime.now() < deadline else { throw Self.tooBusy }
                // A state that has just come grows old with every moment: on it the writes are run again at once.
                if known?.etag == stood?.etag { try await runtime.backOff(attempt) }
            }
            metrics.writesPerCommit.record(batch.count)
            logger.debug(
                "committed",
                metadata: [
                    "writes": "\(batch.count)", "replays": "\(attempt)", "ms": "\((runtime.now() - started).milliseconds)",
                    "waiting": "\(queue.count)",
                ])
            if options.sync == .request {
                writingWave.answered(
                    batch.count, at: runtime.now(), patience: roundTrip.share(Self.patience, atMost: .milliseconds(10)))
            }
            for job in batch { job.deliver() }
        } catch {
            // One closure can spoil the whole transaction (a deferred constraint at COMMIT): then each runs alone.
            if error is StagingFailed, batch.count > 1 {
                for job in batch { await commit([job]) }
                return
            }
            let reason = (error as? StagingFailed)?.reason ?? asDatabaseError(error)
            logger.error("a commit failed", metadata: ["writes": "\(batch.count)", "error": "\(reason)"])
            for job in batch { job.fail(reason) }
        }
    }

    static var tooBusy: DatabaseError {
        DatabaseError(
            .unavailable(retryAfter: 1), "other instances kept changing the database; the write was not applied: try again")
    }

    /// One attempt, on the newest base that is known.
    /// - Returns: whether the batch's results hold: applied, or nothing to apply on a base that is fresh.
    private func commitOnce(_ batch: [any WriteJob], deadline: ContinuousClock.Instant) async throws -> Bool {
        if known == nil { _ = try await base(since: questions.arrival()) }
        await layout.ready(try knownBase().state)
        let base = try knownBase()
        let id = CommitID(random: runtime.random)
        let staged: Delta?
        do {
            staged = try await stage(batch, on: base, recording: layout.keepsIDsInDatabase ? id : nil)
        } catch is BaseMoved {
            return false
        }
        guard isStill(base) else { return false }
        guard let delta = staged else { return try await holdsWithoutChange(batch, base) }
        if options.sync == .lifespan {
            let state = BucketState(etag: base.etag, version: base.version.applying(delta), manifest: base.state.manifest)
            publish(Base(state: state, history: base.history))
            writer.confirm()
            hasUnsavedChanges = true
            return true
        }
        return try await put(delta, on: base, id: id, deadline: deadline, hold: hold)
    }

    /// The batch could not be run as a whole. The jobs have no results.
    struct StagingFailed: Error { let reason: any Error }

    /// The base was too old to be read; a newer one is known now.
    private struct BaseMoved: Error {}

    private func stage(_ batch: [any WriteJob], on base: Base, recording id: CommitID?) async throws -> Delta? {
        do {
            return try await writer.stage(batch, on: base, recording: id)
        } catch {
            if MissingSegment.isReason(error), try await self.base(after: base) != nil { throw BaseMoved() }
            throw StagingFailed(reason: error)
        }
    }

    private func isStill(_ base: Base) -> Bool { known?.etag == base.etag && known?.history == base.history }

    /// A batch that changed nothing (a name was taken, say) is right only if its base was fresh: that is asked, not assumed.
    private func holdsWithoutChange(_ batch: [any WriteJob], _ base: Base) async throws -> Bool {
        guard options.sync == .request, let newest = batch.map(\.arrival.questionsAsked).max() else { return true }
        _ = try await self.base(since: Arrival(questionsAsked: newest))
        return isStill(base)
    }

    /// Sends one commit until its outcome is definite.
    /// - Returns: whether it was applied; if not, the base has moved, or the attempt may be repeated.
    func put(
        _ delta: Delta, on base: Base, id: CommitID, deadline: ContinuousClock.Instant, hold: Hold
    ) async throws -> Bool {
        let layout = layout
        let time = runtime.wallClock()
        let prepared = try await runtime.writing.run { try layout.prepare(delta, on: base.state, id: id, time: time, hold: hold) }
        guard isStill(base) else { return false }
        let settlement = Settlement(
            store: store, layout: layout, base: base.state, id: id, prepared: prepared, deadline: deadline, runtime: runtime,
            ignoreConflicts: options.ignoreConflicts, logger: logger, lostAnswers: metrics.ambiguous)
        let question = (number: questions.next(), askedAt: runtime.now())
        let task = runtime.task { await self.take(settlement.run(), base: base, prepared: prepared, question: question) }
        putting = task
        let result = await task.value
        metrics.commits.recordNanoseconds((runtime.now() - question.askedAt).nanoseconds)
        metrics.bytesUploaded.increment(by: prepared.body.count)
        return try result.get()
    }

    /// Moves the base to where the settlement left it, before anyone who waits for `putting` goes on.
    private func take(
        _ outcome: Settlement.Outcome, base: Base, prepared: PreparedCommit,
        question: (number: UInt64, askedAt: ContinuousClock.Instant)
    ) -> Result<Bool, any Error> {
        putting = nil
        switch outcome {
        case .applied(let etag):
            var state = prepared.state
            state.etag = etag
            publish(Base(state: state, history: base.history))
            writer.confirm()
            turns.committed()
            committedAt = runtime.now()
            layout.applied(state)
            answer(question.number, askedAt: question.askedAt)
            return .success(true)
        case .appliedAndMore(let state, let continues):
            adopt(state, continues: continues)
            answer(question.number, askedAt: question.askedAt)
            return .success(true)
        case .refused(let state, let continues):
            metrics.conflicts.increment()
            logger.info("conflict: another instance committed first; running the writes again")
            adopt(state, continues: continues)
            answer(question.number, askedAt: question.askedAt)
            return .success(false)
        case .refusedOnSameBase:
            return .success(false)
        case .failed(let error):
            return .failure(error)
        case .unknown(let error):
            known = nil
            return .failure(error)
        }
    }

    func publish(_ base: Base) {
        known = base
        hasExisted = hasExisted || base.etag != nil
        localCopy?.save(base)
    }
}
