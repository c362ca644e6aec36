import Database

/// A write that waits for its commit. Its answer is known only once the commit is: neither its success nor its failure may be told
/// earlier, for both may rest on rows of its batch that a failed commit takes back.
package protocol PendingWrite: AnyObject, Sendable {
    /// Runs the closure inside the open transaction and keeps what came of it. May be called again, on a new base.
    func attempt(in transaction: any Transaction)

    /// What the closure threw, at the latest attempt.
    var failure: (any Error)? { get }

    /// The commit is durable: what came of the closure is the answer.
    func deliver()

    /// The commit did not happen: this is the answer.
    func fail(_ error: any Error)
}

/// A write that is run with others in one commit.
///
/// Why it is Sendable: its state is touched only on the writer's queue, which runs one piece of work at a time; the closure that
/// reads the answer runs there too.
package final class BatchedWrite<Success: Sendable>: PendingWrite, @unchecked Sendable {
    private let body: @Sendable (any Transaction) throws -> Success
    private var outcome: Result<Success, any Error>?
    /// `nil` until the commit is known.
    package private(set) var answer: Result<Success, any Error>?

    package init(_ body: @escaping @Sendable (any Transaction) throws -> Success) {
        self.body = body
    }

    package func attempt(in transaction: any Transaction) {
        outcome = Result { try transaction.savepoint { try body(transaction) } }
    }

    package var failure: (any Error)? {
        if case .failure(let error)? = outcome { return error }
        return nil
    }

    package func deliver() { answer = outcome }

    package func fail(_ error: any Error) { answer = .failure(error) }
}
