import Database
import Web

extension Accounts {
    /// Counts an attempt by one of `limits` after another, until one is hit, here or on another instance.
    ///
    /// - Returns: seconds to wait, where the attempt is refused. What it passed before has counted it: who goes on asking in vain for one
    ///   mailbox has asked.
    func begin(_ limits: [AttemptLimit], in context: Context) async throws -> Int? {
        let limits = limits.filter(\.limiter.isLimited)
        guard !limits.isEmpty else { return nil }
        let now = Int(context.environment.now())
        let rows = limits.map(\.row)
        if let wait = try await context.database.read({ try AttemptLock.wait(rows, now: now, in: $0) }) { return wait }
        for limit in limits {
            guard case .refused(let seconds) = limit.limiter.begin(limit.key, now: context.environment.now()) else { continue }
            if limit.limiter.isFirstRefusal(limit.key) {
                let row = limit.row
                try await context.database.write { try AttemptLock.close(row, seconds: seconds, now: now, in: $0) }
            }
            return seconds
        }
        return nil
    }
}
