import CoreMetrics
import Database
import Logging
import ObjectStore

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

    /// The state of the bucket at some moment after `arrival`.
    func fresh(since arrival: Arrival) async throws -> Base {
        while true {
            if answered > arrival.questionsAsked, let known { return known }
            if let asking {
                let result = await asking.task.value
                // A failed question is an answer to those for whom it was put, and to nobody who came later.
                if asking.number > arrival.questionsAsked { try result.get() }
            } else {
                try await ask(questions.next())
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

    /// Puts one question, numbered before it is sent; ends when `known` reflects its answer.
    func ask(_ number: UInt64) async throws {
        let task = runtime.task { await self.question(number) }
        asking = (number, task)
        try await task.value.get()
    }

    private func question(_ number: UInt64) async -> Result<Void, any Error> {
        let started = runtime.now()
        defer { metrics.questions.recordNanoseconds((runtime.now() - started).nanoseconds) }
        let result: Result<Void, any Error>
        do {
            while try await !questionOnce(number) {}
            result = .success(())
        } catch {
            // At the start, before anything is known, the error itself is shown.
            if known != nil { logger.warning("the database could not be checked", metadata: ["error": "\(error)"]) }
            result = .failure(asDatabaseError(error))
        }
        asking = nil
        return result
    }

    /// - Returns: whether the answer could be placed. While it was under way a PUT of our own may have moved the base; then a
    ///   state that differs from both can't be ordered against it, and the question is put again.
    private func questionOnce(_ number: UInt64) async throws -> Bool {
        let before = known
        let now = runtime.now()
        let loaded = try await layout.load(since: before?.state)
        if case .unchanged = loaded {
            // The base can have moved meanwhile, but only forward.
            if known != nil { answer(number, askedAt: now) }
            return known != nil
        }
        while let putting { _ = await putting.value }
        let isSameBase = known?.etag == before?.etag && known?.history == before?.history
        switch loaded {
        case .unchanged: return true
        case .state(let state, let continues):
            if known?.etag != state.etag {
                guard isSameBase else { return false }
                adopt(state, continues: continues)
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
    }

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
