import Database
import DatabaseSQLite
import Synchronization

/// The one writing connection: runs a batch of jobs as savepoints of one transaction, up to the point where only the store's
/// word is missing.
///
/// The transaction is *staged*: SQLite commits it into this connection's own overlay, which becomes a ``Delta``. Nobody else sees
/// it. If it does not become the base, for whatever reason, the delta is dropped, and with it the connection: its page cache holds
/// the dropped pages under a change counter that the next state of the bucket may have too, and SQLite would believe it. So a
/// connection that has staged is used again only after ``confirm()``.
final class BatchWriter: Sendable {
    private let threads: BucketRuntime.Threads
    private let news: CommitNews
    private let connection = Mutex<PagedConnection?>(nil)
    /// Whether the connection's cache may hold pages of a delta that has not become the base.
    private let isUnconfirmed = Atomic<Bool>(false)

    init(_ threads: BucketRuntime.Threads, telling news: CommitNews) {
        self.threads = threads
        self.news = news
    }

    /// Runs `jobs` on `base`. Results stay in the jobs.
    /// - Parameter id: recorded among the rows where the layout keeps ids there.
    /// - Returns: what is to be committed; `nil` where nothing changed.
    func stage(_ jobs: [any WriteJob], on base: Base, recording id: CommitID?) async throws -> Delta? {
        try await threads.run {
            // The queue is one thread wide, so the lock is never waited for: it is there for the compiler's and our certainty.
            try self.connection.withLock { kept in
                let isUnconfirmed = self.isUnconfirmed.load(ordering: .acquiring)
                if let old = kept, isUnconfirmed || old.history != base.history {
                    old.close()
                    kept = nil
                }
                let connection = try kept ?? PagedConnection(base.version, history: base.history, mode: .writing, news: self.news)
                kept = connection
                connection.pin(base.version)
                do {
                    let delta = try connection.stage(jobs, recording: id)
                    self.isUnconfirmed.store(delta != nil, ordering: .releasing)
                    return delta
                } catch {
                    // Whatever state it is in, the next batch starts with a new one.
                    connection.close()
                    kept = nil
                    throw error
                }
            }
        }
    }

    /// What was staged last has become the base.
    func confirm() { isUnconfirmed.store(false, ordering: .releasing) }

    func close() {
        connection.withLock { kept in
            kept?.close()
            kept = nil
        }
    }
}

extension PagedConnection {
    fileprivate func stage(_ jobs: [any WriteJob], recording id: CommitID?) throws -> Delta? {
        try attempt(jobs)
        guard try hasChanges() else {
            try rollBack()
            return nil
        }
        if let id { try CommitLog.record(id, transaction) }
        try commit()
        let delta = file.takeDelta()
        try delta.check()
        return delta
    }
}
