/// The table of the tasks.
public enum TaskMigrations {
    static let module = "tasks"

    /// The tables of tasks and schedules, for every engine.
    public static let all = [
        Migration(
            module: module, number: 1, name: "satchel_tasks", down: { try $0.execute("DROP TABLE satchel_tasks") }, up: tasks),
        Migration(module: module, number: 2, name: "lanes", down: noLanes, up: lanes),
        Migration(module: module, number: 3, name: "notice", up: notice, down: noNotice),
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

    /// Of the tasks of one kind in one lane the lowest `lane_order` is done first, and the others wait. `lane` is NULL once the task is
    /// done. An event's delivery has the event's number there, and keeps it.
    private static func lanes(_ transaction: any Transaction) throws {
        try transaction.execute("ALTER TABLE satchel_tasks ADD COLUMN lane VARCHAR(200)")
        try transaction.execute("ALTER TABLE satchel_tasks ADD COLUMN lane_order BIGINT")
        try transaction.execute("CREATE INDEX satchel_tasks_lane ON satchel_tasks (lane, lane_order)")
    }

    private static func noLanes(_ transaction: any Transaction) throws {
        let table = transaction.dialect == .mysql ? " ON satchel_tasks" : ""
        try transaction.execute("DROP INDEX satchel_tasks_lane\(table)")
        try transaction.execute("ALTER TABLE satchel_tasks DROP COLUMN lane")
        try transaction.execute("ALTER TABLE satchel_tasks DROP COLUMN lane_order")
    }

    /// PostgreSQL tells whoever listens that there is something to do, whichever program has added it: nobody asks again and again.
    /// What is told is the schema: a channel belongs to the whole database.
    private static let notice = DialectSQL(
        sqlite: "",
        postgres: """
            CREATE FUNCTION satchel_tasks_notice() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $satchel$
            BEGIN
                PERFORM pg_notify('satchel_tasks', TG_TABLE_SCHEMA);
                RETURN NULL;
            END
            $satchel$;
            CREATE TRIGGER satchel_tasks_notice AFTER INSERT OR UPDATE OF state ON satchel_tasks
            FOR EACH ROW WHEN (NEW.state = 'pending') EXECUTE FUNCTION satchel_tasks_notice()
            """,
        mysql: "")

    private static let noNotice = DialectSQL(
        sqlite: "", postgres: "DROP TRIGGER satchel_tasks_notice ON satchel_tasks; DROP FUNCTION satchel_tasks_notice()",
        mysql: "")
}
