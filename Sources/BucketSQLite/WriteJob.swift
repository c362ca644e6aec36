import Database
import Synchronization

/// One `write` that waits for its commit.
protocol WriteJob: AnyObject, Sendable {
    /// When it was asked for.
    var arrival: Arrival { get }

    /// Runs its closure, keeps the result. May be called again, on a new base: only the last result counts.
    /// - Returns: whether the closure succeeded; if not, its changes are to be undone.
    func attempt(_ transaction: any Transaction) -> Bool

    /// Answers whoever waits with the kept result. Exactly one of the two is called, once.
    func deliver()
    /// Answers whoever waits with `error`.
    func fail(_ error: any Error)
}

/// A ``WriteJob`` of one result type.
final class TypedWriteJob<Success: Sendable>: WriteJob {
    let arrival: Arrival
    private let body: @Sendable (any Transaction) throws -> Success
    private let continuation: UnsafeContinuation<Success, any Error>
    private let result = Mutex<Result<Success, any Error>?>(nil)

    init(
        arrival: Arrival, continuation: UnsafeContinuation<Success, any Error>,
        body: @escaping @Sendable (any Transaction) throws -> Success
    ) {
        self.arrival = arrival
        self.continuation = continuation
        self.body = body
    }

    func attempt(_ transaction: any Transaction) -> Bool {
        let outcome = Result { try body(transaction) }
        result.withLock { $0 = outcome }
        if case .success = outcome { return true }
        return false
    }

    func deliver() {
        let outcome = result.withLock { $0 }
        continuation.resume(with: outcome ?? .failure(DatabaseError(.other, "a write was answered before it ran")))
    }

    func fail(_ error: any Error) { continuation.resume(throwing: error) }
}
