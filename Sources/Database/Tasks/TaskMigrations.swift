/// The table of the tasks.
public enum TaskMigrations {
    static let module = "tasks"

    public static let all = [
        Migration(
            module: module, number: 1, name: "satchel_tasks", down: { try $0.execute("DROP TABLE satchel_tasks") }, up: tasks)
    ]

    /// Times are milliseconds since 1970.
    ///
    /// `due_at` is when the task may be taken next, which for a leased one is when its lease ends; NULL when it is finished. So one
    /// index serves what waits and what was left behind. `unique_key` is NULL once the task is finished: then it may be used again.
    private static func tasks(_ transaction: any Transaction) throws {
        // MySQL's TEXT ends at 64 KB.
        let text = transaction.dialect == .mysql ? "MEDIUMTEXT" : "TEXT"
        try transaction.execute(
            """
            CREATE TABLE satchel_tasks (
                id CHAR(36) NOT NULL PRIMARY KEY,
                kind VARCHAR(100) NOT NULL,
                payload \(text) NOT NULL,
                priority INTEGER DEFAULT 0 NOT NULL,
                unique_key VARCHAR(200),
                state VARCHAR(10) NOT NULL,
                due_at BIGINT,
                attempts INTEGER DEFAULT 0 NOT NULL,
                lease_owner VARCHAR(36),
                last_error \(text),
                created_at BIGINT NOT NULL,
                finished_at BIGINT,
                UNIQUE (kind, unique_key)
            )
            """)
        try transaction.execute("CREATE INDEX satchel_tasks_due_at ON satchel_tasks (due_at)")
    }
}
