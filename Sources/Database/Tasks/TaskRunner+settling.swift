import Logging
import Synchronization

// What has become of tasks is written down in as few transactions as can be: while one is under way, whatever ends waits for the next.
extension TaskRunner {
    /// A task that waits to be written down, and who waits for that.
    ///
    /// Why its continuation is resumed exactly once: it stands in `unwritten` until ``writeWhatEnded()`` takes it out, which resumes
    /// each that it has taken after the transaction, whatever came of that.
    struct Unwritten: Sendable {
        let ended: EndedTask
        let continuation: UnsafeContinuation<Int64?, any Error>
    }

    /// Writes down what became of a task, with whatever else has ended meanwhile.
    func written(_ ended: EndedTask) async throws -> Int64? {
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                unwritten.append(Unwritten(ended: ended, continuation: continuation))
                guard !isWriting else { return }
                isWriting = true
                // A stop cancels handlers, and what is written here must not be cancelled with them.
                Task { await self.writeWhatEnded() }
            }
        } onCancel: {
            hasTime.store(false, ordering: .relaxed)
        }
    }

    private func writeWhatEnded() async {
        while !unwritten.isEmpty {
            let batch = unwritten
            unwritten = []
            let results = await results(of: batch.map(\.ended))
            for (one, result) in zip(batch, results) { one.continuation.resume(with: result) }
        }
        isWriting = false
    }

    /// One that can't be written is not in the way of the others: then each is tried by itself.
    private func results(of batch: [EndedTask]) async -> [Result<Int64?, any Error>] {
        do {
            return try await written(batch, prunes: shouldPrune()).map { .success($0) }
        } catch {
            let isForLater = (error as? DatabaseError)?.isForLater ?? false
            guard batch.count > 1, !isForLater else { return batch.map { _ in .failure(error) } }
            var results: [Result<Int64?, any Error>] = []
            for ended in batch { results += await self.results(of: [ended]) }
            return results
        }
    }

    /// How often what became of tasks is tried to be written down.
    private static var attemptsToSettle: Int { 8 }

    /// The work is done, and would be done twice if this were given up while others hold the database for long. The engine waits each
    /// time, by its own measure; a stop that has lost its patience ends it.
    private func written(_ ended: [EndedTask], prunes: Bool) async throws -> [Int64?] {
        var attempt = 1
        while true {
            do {
                return try await engine.writeReadCommitted { [self] transaction in
                    let queue = TaskQueue(transaction, now: clock.now())
                    if prunes { try prune(queue) }
                    return try ended.map { try $0.write(in: queue) }
                }
            } catch let error as DatabaseError
                where attempt < Self.attemptsToSettle && hasTime.load(ordering: .relaxed) && error.isForLater
            {
                logger.info("what became of tasks is written down once more", metadata: ["error": "\(error)"])
                attempt += 1
            }
        }
    }

    nonisolated private func prune(_ queue: TaskQueue) throws(DatabaseError) {
        let time = queue.milliseconds - Int64(options.keepsDone * 1000)
        try queue.prune(doneBefore: time)
        if registry.hasListeners { try EventLog(queue.transaction).prune(before: time) }
    }
}
