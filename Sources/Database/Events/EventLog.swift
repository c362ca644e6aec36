// Events: changes of rows, by whatever program, for listeners of this one.
//
// 1. A trigger records the change in the transaction that makes it: both are there or neither. So any program's changes are events.
// 2. For each listener the trigger adds a task (``TaskQueue``): leases, attempts, back-off and dead ones are the tasks' own. Each
//    listener has a state of its own for each event, and no second machinery stands beside the first. It is due at once, by anybody's
//    clock: at 0.
// 3. A listener's tasks for one row form a lane: the next is not taken before the one before is done or dead.
// 4. An event goes when it is old and no listener has it before him.

/// The table of the events, within one transaction.
public struct EventLog {
    let transaction: any Transaction

    static let table: SQLName = "satchel_events"

    /// The events as `transaction` sees them.
    public init(_ transaction: any Transaction) { self.transaction = transaction }

    func event(_ number: Int64) throws(DatabaseError) -> StoredEvent? {
        try transaction.first(
            "SELECT \(StoredEvent.columns) FROM satchel_events WHERE number = ?", [number], as: StoredEvent.self)
    }

    /// An event, and how far one listener has come with it.
    public struct Delivery: Sendable, Hashable {
        /// What happened to a row.
        public let event: StoredEvent
        /// `nil` where nobody listened to it, or all is done and cleaned away.
        public let task: StoredTask?
    }

    /// The newest first; each event once for each of its listeners.
    ///
    /// - Parameter state: only events that stand so with one of their listeners; `nil` is all.
    public func list(_ state: TaskState? = nil, limit: Int = 100) throws(DatabaseError) -> [Delivery] {
        let columns = StoredEvent.columns.split(separator: ", ").map { "e.\($0)" }.joined(separator: ", ")
        let condition = state == nil ? "" : "WHERE t.state = ?"
        let rows = try transaction.query(
            """
            SELECT \(columns), t.id AS task FROM satchel_events AS e
            LEFT JOIN satchel_tasks AS t ON t.lane_order = e.number AND t.kind LIKE 'event %' \(condition)
            ORDER BY e.number DESC, t.id LIMIT \(limit)
            """, .positional(state.map { [$0.databaseValue] } ?? []))
        var deliveries: [Delivery] = []
        for row in rows {
            let id = try row.get("task", as: TaskID?.self)
            let task = try id.flatMap { id throws(DatabaseError) in try TaskQueue(transaction).find(id) }
            deliveries.append(Delivery(event: try RowDecoder().decode(from: row), task: task))
        }
        return deliveries
    }

    /// All events with which a listener has failed for good are due again.
    /// - Returns: how many.
    @discardableResult
    public func retryAll() throws(DatabaseError) -> Int { try TaskQueue(transaction).retryAll(kindsLike: "event %") }

    /// Removes events from before a time, in milliseconds since 1970, that no listener has before him or has failed with.
    /// - Returns: how many.
    @discardableResult
    public func prune(before time: Int64) throws(DatabaseError) -> Int {
        let sql = "SELECT 1 FROM satchel_events WHERE created_at < ? LIMIT 1"
        guard try !transaction.query(sql, [time]).isEmpty else { return 0 }
        return try transaction.execute(
            """
            DELETE FROM satchel_events WHERE created_at < :time AND number NOT IN (
                SELECT lane_order FROM satchel_tasks WHERE lane_order IS NOT NULL AND state <> 'done')
            """, ["time": time]
        ).changes
    }
}
