import Logging
import Synchronization

// One task: its handler, its lease meanwhile, and what became of it.
extension TaskRunner {
    /// Runs a task's handler and writes down what became of it.
    /// - Returns: when it, or what had to wait for it, is due, in milliseconds since 1970; `nil` where there is nothing.
    nonisolated func work(on task: LeasedTask) async -> Int64? {
        var logger = logger
        logger[metadataKey: "task"] = "\(task.id)"
        logger[metadataKey: "kind"] = "\(task.kind)"
        guard let entry = registry.entries[task.kind] else { return nil }
        let outcome = await outcome(of: task, entry, logger)
        return await settle(task, outcome, logger)
    }

    nonisolated private func outcome(of task: LeasedTask, _ entry: TaskRegistry.Entry, _ logger: Logger) async -> TaskOutcome {
        guard task.attempts <= entry.options.attempts else {
            return .dead("its last attempt did not come to an end: the process that ran it died")
        }
        let running = RunningTask(
            id: task.id, attempt: task.attempts, database: engine, logger: logger, lease: task, now: clock.now)
        do {
            try await keepingLease(of: task, logger) { try await entry.run(task.payload, running) }
        } catch {
            if !running.completion.isDurable.load(ordering: .acquiring) {
                return failure(error, of: task, entry.options, logger)
            }
            logger.warning("a task failed after it was finished", metadata: ["error": "\(error)"])
        }
        return running.completion.isDurable.load(ordering: .acquiring) ? .finished : .done
    }

    nonisolated private func failure(
        _ error: any Error, of task: LeasedTask, _ options: TaskOptions, _ logger: Logger
    ) -> TaskOutcome {
        if Task.isCancelled { return .givenBack }
        // PostgreSQL stores no text with a NUL in it.
        let text = "\(error)".split(separator: "\0", omittingEmptySubsequences: false).joined()
        var wait = options.wait(after: task.attempts, chance: clock.chance())
        switch error as? TaskFailure {
        case .giveUp: return .dead(text)
        case .retry(let after, _): wait = max(after, 0)
        case nil: break
        }
        return task.attempts >= options.attempts ? .dead(text) : .again(after: wait, text)
    }

    /// Runs `body`; while it works the lease is renewed each time a third of it has passed. A lease that was lost cancels it.
    nonisolated private func keepingLease(
        of task: LeasedTask, _ logger: Logger, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await body()
                return true
            }
            group.addTask {
                await self.renewLease(of: task, logger)
                return false
            }
            // Whoever ends first ends the other; the handler's error is the group's.
            let isDone = try await group.next() ?? false
            group.cancelAll()
            if !isDone { _ = try await group.next() }
        }
    }

    /// Returns when the lease is lost, or when it is cancelled.
    nonisolated private func renewLease(of task: LeasedTask, _ logger: Logger) async {
        while (try? await clock.sleep(.seconds(options.lease / 3))) != nil {
            do {
                let isHeld = try await engine.writeReadCommitted { [clock, options] transaction in
                    let queue = TaskQueue(transaction, now: clock.now())
                    return try queue.renew(task, until: queue.milliseconds + Int64(options.lease * 1000))
                }
                if !isHeld { return logger.warning("the lease of a task was lost: another runner has it") }
            } catch {
                logger.warning("the lease of a task could not be renewed", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Writes down what became of a task. Where that fails the lease ends by itself, and the task is run again.
    nonisolated private func settle(_ task: LeasedTask, _ outcome: TaskOutcome, _ logger: Logger) async -> Int64? {
        report(task, outcome, logger)
        do {
            if case .finished = outcome {
                guard task.lane != nil else { return nil }
                return try await engine.read(since: Arrival()) { try TaskQueue($0).nextDue(after: task) }
            }
            return try await written(EndedTask(task: task, outcome: outcome))
        } catch {
            logger.error(
                "what became of a task could not be written down: it will be run again", metadata: ["error": "\(error)"])
            return Int64(clock.now() + options.lease * 1000)
        }
    }

    nonisolated private func report(_ task: LeasedTask, _ outcome: TaskOutcome, _ logger: Logger) {
        switch outcome {
        case .done, .finished: logger.debug("a task is done")
        case .givenBack: logger.notice("a task was cut short by the stop: it will be run again")
        case .dead(let error):
            logger.error(
                "a task has failed for good: \(Self.commandHint)",
                metadata: ["attempts": "\(task.attempts)", "error": "\(error)"])
        case .again(let seconds, let error):
            logger.warning(
                "a task has failed and is tried again",
                metadata: ["attempts": "\(task.attempts)", "seconds": "\(Int(seconds))", "error": "\(error)"])
        }
    }

    private static var commandHint: String { "see `tasks list --state dead`, and `tasks retry`" }
}
