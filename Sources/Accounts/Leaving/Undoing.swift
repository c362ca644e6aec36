import Synchronization

/// Whether a session that was opened took the deletion of its account back: noted by the transaction, told by the page after it.
final class Undoing: Sendable {
    private let isDone = Atomic(false)

    /// Each attempt of a transaction says anew how it went.
    func note(_ done: Bool) { isDone.store(done, ordering: .releasing) }

    var hasHappened: Bool { isDone.load(ordering: .acquiring) }
}
