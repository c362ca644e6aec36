import Database
import Synchronization

/// A write that waits for its commit. Its answer is given only once the commit is known: neither its success nor its failure may be
/// told earlier, for both may rest on rows of its batch that a failed commit takes back.
package protocol WriteJob: AnyObject, Sendable {
    /// When it was asked for.
    var arrival: Arrival { get }

    /// Runs the closure as a savepoint of the open transaction and keeps what came of it. May be called again, on a new base: only
    /// the last result counts.
    func attempt(on connection: SQLiteConnection)

    /// What the closure threw, at the latest attempt.
    var failure: (any Error)? { get }

    /// The commit is durable: runs the hooks, then answers with what came of the closure. Exactly one of the two is called, once.
    func deliver()

    /// The commit did not happen: this is the answer.
    func fail(_ error: any Error)
}

/// A ``WriteJob`` of one result type.
package final class TypedWriteJob<Success: Sendable>: WriteJob {
    package let arrival: Arrival
    private let body: @Sendable (any Transaction) throws -> Success
    private let answer: @Sendable (Result<Success, any Error>) -> Void
    private let outcome = Mutex<(result: Result<Success, any Error>?, hooks: [CommitHooks.Hook])>((nil, []))

    /// - Parameter answer: called once, when the commit is known.
    package init(
        arrival: Arrival = Arrival(), _ body: @escaping @Sendable (any Transaction) throws -> Success,
        answer: @escaping @Sendable (Result<Success, any Error>) -> Void
    ) {
        self.arrival = arrival
        self.body = body
        self.answer = answer
    }

    package func attempt(on connection: SQLiteConnection) {
        let result = Result { try connection.savepoint { try body(connection) } }
        // Those of the savepoint that was undone are gone already, those of an earlier attempt are replaced.
        let hooks = connection.takeHooks()
        outcome.withLock { $0 = (result, hooks) }
    }

    package var failure: (any Error)? {
        if case .failure(let error)? = outcome.withLock({ $0.result }) { return error }
        return nil
    }

    package func deliver() {
        let (result, hooks) = outcome.withLock { $0 }
        for hook in hooks { hook() }
        answer(result ?? .failure(DatabaseError(.other, "a write was answered before it ran")))
    }

    package func fail(_ error: any Error) { answer(.failure(error)) }
}
