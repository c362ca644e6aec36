import Database
import Synchronization

@testable import DatabaseSQLite

/// A write that keeps its answer, for tests that run a batch by themselves.
final class TestWrite<Success: Sendable>: WriteJob {
    private final class Box: Sendable {
        let answer = Mutex<Result<Success, any Error>?>(nil)
    }

    private let box = Box()
    private let job: TypedWriteJob<Success>

    init(_ body: @escaping @Sendable (any Transaction) throws -> Success) {
        let box = box
        job = TypedWriteJob(body) { result in box.answer.withLock { $0 = result } }
    }

    /// `nil` until the commit is known.
    var answer: Result<Success, any Error>? { box.answer.withLock { $0 } }

    var arrival: Arrival { job.arrival }
    var failure: (any Error)? { job.failure }
    func attempt(on connection: SQLiteConnection) { job.attempt(on: connection) }
    func deliver() { job.deliver() }
    func fail(_ error: any Error) { job.fail(error) }
}
