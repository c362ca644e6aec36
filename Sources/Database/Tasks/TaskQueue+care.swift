// For people who look after a site.
extension TaskQueue {
    /// The newest first.
    /// - Parameters:
    ///   - state: only those; `nil` is all.
    ///   - before: only older ones than this: the last of the page before.
    public func list(_ state: TaskState? = nil, before: TaskID? = nil, limit: Int = 100) throws(DatabaseError) -> [StoredTask] {
        var conditions: [String] = []
        var values: [Value] = []
        if let state {
            conditions.append("state = ?")
            values.append(state.databaseValue)
        }
        if let before {
            conditions.append("id < ?")
            values.append(before.databaseValue)
        }
        let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        return try transaction.query(
            """
            SELECT \(StoredTask.columns) FROM satchel_tasks \(condition)
            ORDER BY id DESC LIMIT \(limit)
            """, .positional(values), as: StoredTask.self)
    }

    /// A task by its id; `nil` where there is none.
    public func find(_ id: TaskID) throws(DatabaseError) -> StoredTask? {
        try transaction.first("SELECT \(StoredTask.columns) FROM satchel_tasks WHERE id = ?", [id], as: StoredTask.self)
    }

    /// A dead task is due again, with all its attempts before it.
    /// - Returns: whether there was such a dead task.
    @discardableResult
    public func retry(_ id: TaskID) throws(DatabaseError) -> Bool {
        try revive("AND id = :id", [(name: "id", value: id.databaseValue)]) == 1
    }

    /// All dead tasks are due again.
    /// - Returns: how many.
    @discardableResult
    public func retryAll() throws(DatabaseError) -> Int { try revive("", []) }

    func retryAll(kindsLike pattern: String) throws(DatabaseError) -> Int {
        try revive("AND kind LIKE :pattern", [(name: "pattern", value: .text(pattern))])
    }

    private func revive(_ condition: String, _ values: [(name: String, value: Value)]) throws(DatabaseError) -> Int {
        let sql = """
            UPDATE satchel_tasks SET state = 'pending', attempts = 0, due_at = :now, finished_at = NULL
            WHERE state = 'dead' \(condition)
            """
        let revived = try transaction.execute(sql, .named([(name: "now", value: .integer(milliseconds))] + values)).changes
        if revived > 0 { tell() }
        return revived
    }

    /// Removes tasks that were done before a time, in milliseconds since 1970. Dead ones stay.
    /// - Returns: how many.
    @discardableResult
    public func prune(doneBefore time: Int64) throws(DatabaseError) -> Int {
        // A DELETE holds each row that it looks at, on MariaDB and MySQL: so it comes only where there is something to remove.
        let sql = "SELECT 1 FROM satchel_tasks WHERE state = 'done' AND finished_at < ? LIMIT 1"
        guard try !transaction.query(sql, [time]).isEmpty else { return 0 }
        return try transaction.execute(
            "DELETE FROM satchel_tasks WHERE state = 'done' AND finished_at < :time", ["time": time]
        ).changes
    }
}
