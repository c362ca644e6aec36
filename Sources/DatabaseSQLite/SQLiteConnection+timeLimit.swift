import CSQLite
import Database
import Dispatch

/// When the statements of a connection have to end. It is looked at by SQLite itself, on the connection's thread.
final class TimeLimit {
    var deadline = DispatchTime.distantFuture
}

extension SQLiteConnection {
    /// Seconds that a read on the caller's thread may take.
    package static let briefTime = 0.001

    /// Runs `body`; a statement that is still at work after `seconds` is stopped (https://sqlite.org/c3ref/progress_handler.html).
    ///
    /// - Throws: what `body` throws; a statement that was stopped throws ``Database/DatabaseError/Kind/unavailable(retryAfter:)``.
    public func limited<Success>(toSeconds seconds: Double, _ body: () throws -> Success) throws -> Success {
        let limit = try installedTimeLimit()
        limit.deadline = .now() + seconds
        defer { limit.deadline = .distantFuture }
        return try body()
    }

    /// Why the pointer stays good: the connection keeps the limit until its handle is closed, and only the handle calls back.
    private func installedTimeLimit() throws(DatabaseError) -> TimeLimit {
        if let timeLimit { return timeLimit }
        let limit = TimeLimit()
        let everySteps: Int32 = 1000
        sqlite3_progress_handler(
            try usableHandle(), everySteps,
            { context in
                guard let context else { return 0 }
                let limit = Unmanaged<TimeLimit>.fromOpaque(context).takeUnretainedValue()
                return DispatchTime.now() > limit.deadline ? 1 : 0
            }, Unmanaged.passUnretained(limit).toOpaque())
        timeLimit = limit
        return limit
    }
}
