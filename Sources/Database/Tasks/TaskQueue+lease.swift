/// A task that a runner has taken.
struct LeasedTask: Sendable, Hashable, Decodable {
    let id: TaskID
    let kind: String
    let payload: String
    /// This attempt's number, from 1.
    var attempts: Int
    /// Who has taken it.
    var owner = ""
    /// Where others of its kind wait for it.
    var lane: String?

    enum CodingKeys: String, CodingKey { case id, kind, payload, attempts, lane }
}

// Taking tasks, and saying what became of them.
extension TaskQueue {
    /// When the next task of these kinds may be taken, in milliseconds since 1970; `nil` where there is none.
    func nextDue(_ kinds: [String]) throws(DatabaseError) -> Int64? {
        let sql = """
            SELECT t.due_at FROM satchel_tasks AS t
            WHERE t.due_at IS NOT NULL AND t.kind IN (\(Self.places(kinds))) AND \(Self.isFirst)
            ORDER BY t.due_at LIMIT 1
            """
        return try transaction.scalar(sql, .positional(kinds.map { .text($0) }))
    }

    /// When the next of a lane may be taken, now that the one before is done or dead; `nil` where none waits.
    func nextDue(after task: LeasedTask) throws(DatabaseError) -> Int64? {
        guard let lane = task.lane else { return nil }
        let sql = "SELECT min(due_at) FROM satchel_tasks WHERE kind = :kind AND lane = :lane AND due_at IS NOT NULL"
        return try transaction.scalar(sql, ["kind": task.kind, "lane": lane], as: Int64?.self) ?? nil
    }

    /// Whether no task of its kind is before it in its lane.
    private static let isFirst = """
        (t.lane IS NULL OR NOT EXISTS (SELECT 1 FROM satchel_tasks AS earlier WHERE earlier.lane = t.lane
        AND earlier.lane_order < t.lane_order AND earlier.kind = t.kind AND earlier.due_at IS NOT NULL))
        """

    /// Takes up to `limit` tasks that are due: the greatest priority first, then those that have waited longest.
    ///
    /// - Parameter leaseEnd: milliseconds since 1970; then others may take them.
    func lease(
        _ kinds: [String], limit: Int, owner: String, until leaseEnd: Int64
    ) throws(DatabaseError) -> [LeasedTask] {
        // The rows that are held while one transaction chooses are those that it takes, and no others: with the sum of all that is due
        // sorted, MariaDB would hold it all. So it is asked for what is of the greatest priority first, in the order of an index.
        let greatest = "(SELECT max(priority) FROM satchel_tasks WHERE due_at <= ? AND kind IN (\(Self.places(kinds))))"
        var candidates = try candidates(
            kinds, "AND t.priority = \(greatest)", [.integer(milliseconds)] + kinds.map { .text($0) }, order: "t.due_at, t.id",
            limit: limit)
        if candidates.count < limit {
            let found = candidates.map { Value.text($0.id.description) }
            let others = found.isEmpty ? "" : "AND t.id NOT IN (\(Self.places(found)))"
            candidates += try self.candidates(
                kinds, others, found, order: "t.priority DESC, t.due_at, t.id", limit: limit - candidates.count)
        }
        return try take(candidates, owner: owner, until: leaseEnd)
    }

    private func candidates(
        _ kinds: [String], _ condition: String, _ values: [Value], order: String, limit: Int
    ) throws(DatabaseError) -> [LeasedTask] {
        // Where several transactions write at once they should not wait for one another's rows.
        let skipping = transaction.dialect == .sqlite ? "" : "FOR UPDATE SKIP LOCKED"
        return try transaction.query(
            """
            SELECT t.id, t.kind, t.payload, t.attempts, t.lane FROM satchel_tasks AS t
            WHERE t.due_at <= ? AND t.kind IN (\(Self.places(kinds))) AND \(Self.isFirst) \(condition)
            ORDER BY \(order) LIMIT \(limit) \(skipping)
            """, .positional([.integer(milliseconds)] + kinds.map { .text($0) } + values), as: LeasedTask.self)
    }

    /// - Throws: ``DatabaseError/Kind/busy`` where one was taken in between: the rows are not held by whoever looks at them.
    private func take(
        _ candidates: [LeasedTask], owner: String, until leaseEnd: Int64
    ) throws(DatabaseError) -> [LeasedTask] {
        guard !candidates.isEmpty else { return [] }
        // A sum has no index: the rows are found by their keys, and those of others are not waited for.
        let taken = try transaction.execute(
            """
            UPDATE satchel_tasks SET state = 'leased', lease_owner = ?, due_at = ?, attempts = attempts + 1
            WHERE id IN (\(Self.places(candidates))) AND due_at + 0 <= ?
            """,
            .positional(
                [.text(owner), .integer(leaseEnd)] + candidates.map { .text($0.id.description) } + [.integer(milliseconds)])
        ).changes
        guard taken == candidates.count else { throw DatabaseError(.busy, "another runner has taken some of these tasks") }
        return candidates.map { candidate in
            var task = candidate
            task.attempts += 1
            task.owner = owner
            return task
        }
    }

    /// - Returns: whether the lease was still held.
    func renew(_ task: LeasedTask, until leaseEnd: Int64) throws(DatabaseError) -> Bool {
        try change(task, "due_at = :due", [("due", leaseEnd)])
    }

    /// The task is done.
    /// - Returns: whether the lease was still held.
    func finish(_ task: LeasedTask) throws(DatabaseError) -> Bool {
        try change(
            task, "state = 'done', due_at = NULL, unique_key = NULL, lane = NULL, lease_owner = NULL, finished_at = :now",
            [("now", milliseconds)])
    }

    /// The task has failed and is tried again.
    /// - Returns: whether the lease was still held.
    func postpone(_ task: LeasedTask, to due: Int64, because error: String) throws(DatabaseError) -> Bool {
        try change(
            task, "state = 'pending', due_at = :due, lease_owner = NULL, last_error = :error", [("due", due), ("error", error)])
    }

    /// The task has failed for good.
    /// - Returns: whether the lease was still held.
    func bury(_ task: LeasedTask, because error: String) throws(DatabaseError) -> Bool {
        try change(
            task,
            """
            state = 'dead', due_at = NULL, unique_key = NULL, lease_owner = NULL, last_error = :error, finished_at = :now
            """, [("error", error), ("now", milliseconds)])
    }

    /// The runner stops before the task is done: it waits as if it had not been taken.
    /// - Returns: whether the lease was still held.
    func giveBack(_ task: LeasedTask) throws(DatabaseError) -> Bool {
        try change(
            task, "state = 'pending', due_at = :now, lease_owner = NULL, attempts = attempts - 1", [("now", milliseconds)])
    }

    private func change(
        _ task: LeasedTask, _ assignments: String, _ values: [(String, any ValueConvertible)]
    ) throws(DatabaseError) -> Bool {
        let condition: [(String, any ValueConvertible)] = [
            ("id", task.id), ("owner", task.owner), ("attempt", task.attempts),
        ]
        let parameters = (values + condition).map { (name: $0.0, value: $0.1.databaseValue) }
        let sql = """
            UPDATE satchel_tasks SET \(assignments)
            WHERE id = :id AND state = 'leased' AND lease_owner = :owner AND attempts = :attempt
            """
        return try transaction.execute(sql, .named(parameters)).changes == 1
    }

    private static func places(_ values: [some Any]) -> String {
        values.isEmpty ? "NULL" : values.map { _ in "?" }.joined(separator: ", ")
    }
}
