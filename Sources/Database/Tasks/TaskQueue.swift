#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

// Tasks: what is to be done after a commit, as rows of that commit.
//
// 1. A task is a row, written in the transaction of the change that it belongs to: both are there or neither.
// 2. Whoever runs it takes a lease by a conditional UPDATE: of many that try, one changes the row.
// 3. It is run at least once: a runner that dies lets its lease end, and another takes the task. What it did by then is done again;
//    the id stays the same, and is the idempotency key.
// 4. What a runner has to say about a task counts only while it holds the lease: owner and attempt are compared.
// 5. A failure waits longer each time; after the last attempt, or when the handler gives up, the task is dead and is kept.

/// The table of tasks, within one transaction.
public struct TaskQueue {
    let transaction: any Transaction
    /// Milliseconds since 1970.
    let now: Double

    /// Listeners of ``CommitNews`` hear this topic when tasks were added.
    package static let topic = "tasks"

    /// The tasks as a transaction sees them.
    ///
    /// - Parameter now: milliseconds since 1970; `nil` is this machine's clock.
    public init(_ transaction: any Transaction, now: Double? = nil) {
        self.transaction = transaction
        self.now = now ?? Date().timeIntervalSince1970 * 1000
    }

    var milliseconds: Int64 { Int64(now) }

    /// Adds a task; see ``Transaction/enqueue(_:_:delay:priority:uniqueKey:)``.
    package func add<Payload>(
        _ kind: TaskKind<Payload>, _ payload: Payload, delay: Double, priority: Int, uniqueKey: String?
    ) throws -> TaskID {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = String(decoding: try encoder.encode(payload), as: UTF8.self)
        let due = now + max(delay, 0) * 1000
        guard let uniqueKey else {
            return try insert(kind.name, json, due: due, priority: priority, uniqueKey: nil)
        }
        guard uniqueKey.unicodeScalars.count <= 200 else {
            throw DatabaseError(.misuse, "the unique key of a task has more than 200 characters: use a hash of it")
        }
        if let open = try open(kind.name, uniqueKey) { return open }
        do {
            // PostgreSQL gives a whole transaction up after an error; a savepoint keeps it.
            return try transaction.savepoint {
                try insert(kind.name, json, due: due, priority: priority, uniqueKey: uniqueKey)
            }
        } catch let error as DatabaseError {
            // Another transaction has added it since.
            guard case .uniqueViolation = error.kind, let open = try open(kind.name, uniqueKey) else { throw error }
            return open
        }
    }

    private func insert(
        _ kind: String, _ payload: String, due: Double, priority: Int, uniqueKey: String?
    ) throws(DatabaseError) -> TaskID {
        let id = TaskID(at: now)
        try transaction.execute(
            """
            INSERT INTO satchel_tasks (id, kind, payload, priority, unique_key, state, due_at, created_at)
            VALUES (:id, :kind, :payload, :priority, :key, 'pending', :due, :now)
            """,
            [
                "id": id, "kind": kind, "payload": payload, "priority": priority, "key": uniqueKey,
                "due": Int64(due), "now": milliseconds,
            ])
        tell()
        return id
    }

    /// Wakes the runners of this process when the commit is durable.
    func tell() {
        let news = transaction.news
        transaction.afterCommit { news.tell(.here(topic: Self.topic)) }
    }

    private func open(_ kind: String, _ uniqueKey: String) throws(DatabaseError) -> TaskID? {
        try transaction.scalar(
            "SELECT id FROM satchel_tasks WHERE kind = :kind AND unique_key = :key", ["kind": kind, "key": uniqueKey])
    }
}
