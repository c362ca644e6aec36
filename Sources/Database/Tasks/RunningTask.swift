import Logging
import Synchronization

/// A task at work, as its handler sees it.
public struct RunningTask: Sendable {
    /// The same through all attempts: an idempotency key for what the handler calls.
    public let id: TaskID
    /// From 1.
    public let attempt: Int
    /// To read and write in: a transaction of its own each time.
    public let database: any DatabaseEngine
    /// With the task's id and kind in its metadata.
    public let logger: Logger

    let lease: LeasedTask
    let now: @Sendable () -> Double
    let completion = Completion()

    /// The runner's time, in seconds since 1970.
    package var time: Double { now() / 1000 }

    /// Whether a transaction of the handler's own has finished the task.
    final class Completion: Sendable {
        let isDurable = Atomic(false)
    }

    /// Finishes the task in a transaction of the handler's own: what the transaction changes is then done once, and not at least once.
    ///
    /// - Throws: ``DatabaseError/Kind/misuse`` where the lease has been lost: another runner has the task, and this transaction
    ///   must not happen.
    public func finish(in transaction: any Transaction) throws(DatabaseError) {
        guard try TaskQueue(transaction, now: now()).finish(lease) else {
            throw DatabaseError(.misuse, "the task \(id) has been taken over by another runner: nothing was changed")
        }
        let completion = completion
        transaction.afterCommit { completion.isDurable.store(true, ordering: .releasing) }
    }
}
