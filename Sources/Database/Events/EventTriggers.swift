/// The triggers of a program's listeners, against those that a database has.
///
///     try await EventTriggers(tasks).install(on: engine)
///
/// They are brought in order when a program starts: made, replaced where the declaration has changed, removed where it is gone. Where
/// all is in order nothing is written. Of two programs on one database with different listeners the one that started last has its own.
public struct EventTriggers: Sendable {
    private let listeners: [EventListener]

    /// The triggers that the listeners among `tasks` need.
    public init(_ tasks: TaskRegistry) { listeners = tasks.listeners }

    /// Makes the triggers that are missing or changed, and removes those that nobody needs.
    ///
    /// - Throws: ``DatabaseError/Kind/migration`` where a table or a column is not there.
    public func install(on engine: any DatabaseEngine) async throws {
        // On the state that the migrations have just seen: a bucket is asked nothing.
        let isInOrder = try await engine.read(since: Arrival()) { transaction in
            // A table that is not there may have come since: whoever writes sees the newest state.
            guard let wanted = try? wanted(in: transaction) else { return false }
            return try Set(existing(in: transaction).map(\.name)) == Set(wanted.map(\.name.text))
        }
        guard !isInOrder else { return }
        try await engine.write { transaction in
            let lock = try MigrationLock(transaction)
            defer { lock.release() }
            let wanted = try wanted(in: transaction)
            let existing = try existing(in: transaction)
            for trigger in existing where !wanted.contains(where: { $0.name.text == trigger.name }) {
                try remove(trigger, in: transaction)
            }
            let schema = try schema(in: transaction)
            for trigger in wanted where !existing.contains(where: { $0.name == trigger.name.text }) {
                for statement in trigger.statements(for: transaction.dialect, schema: schema) {
                    try transaction.execute(statement)
                }
            }
        }
    }

    private struct Existing: Decodable {
        let name: String
        let tableName: String
    }

    private func existing(in transaction: any Transaction) throws(DatabaseError) -> [Existing] {
        let sql =
            switch transaction.dialect {
            case .sqlite:
                "SELECT name, tbl_name AS table_name FROM sqlite_schema WHERE type = 'trigger' AND substr(name, 1, 14) = ?"
            case .postgres:
                """
                SELECT t.tgname AS name, c.relname AS table_name FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
                JOIN pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = current_schema() AND substr(t.tgname, 1, 14) = ?
                """
            case .mysql:
                """
                SELECT trigger_name AS name, event_object_table AS table_name FROM information_schema.triggers
                WHERE trigger_schema = database() AND substr(trigger_name, 1, 14) = ?
                """
            }
        return try transaction.query(sql, [EventTrigger.prefix], as: Existing.self)
    }

    private func remove(_ trigger: Existing, in transaction: any Transaction) throws(DatabaseError) {
        guard let name = SQLName(validating: trigger.name)?.quoted(for: transaction.dialect),
            let table = SQLName(validating: trigger.tableName)?.quoted(for: transaction.dialect)
        else { return }
        guard transaction.dialect == .postgres else {
            try transaction.execute("DROP TRIGGER \(name)")
            return
        }
        try transaction.execute("DROP TRIGGER \(name) ON \(table)")
        try transaction.execute("DROP FUNCTION \(name)()")
    }

    private func schema(in transaction: any Transaction) throws(DatabaseError) -> String {
        guard transaction.dialect == .postgres else { return "" }
        return try transaction.scalar("SELECT current_schema()") ?? "public"
    }

    /// One for each table and kind of change that anybody listens to.
    private func wanted(in transaction: any Transaction) throws(DatabaseError) -> [EventTrigger] {
        var wanted: [EventTrigger] = []
        var seen: Set<SQLName> = []
        for table in listeners.map(\.table) where seen.insert(table).inserted {
            let those = listeners.filter { $0.table == table }
            let columns = try recorded(Set(those.flatMap(\.recording)), of: table, in: transaction)
            for kind in RowEvent.Kind.allCases {
                let deliveries = those.filter { $0.kinds.contains(kind) }.map(\.task.name).sorted()
                guard let idColumn = those.first?.idColumn, !deliveries.isEmpty else { continue }
                wanted.append(
                    EventTrigger(table: table, idColumn: idColumn, kind: kind, recording: columns, deliveries: deliveries))
            }
        }
        return wanted
    }

    /// The columns in the form in which their types are recorded.
    private func recorded(
        _ names: Set<SQLName>, of table: SQLName, in transaction: any Transaction
    ) throws(DatabaseError) -> [RecordedColumn] {
        let types = try transaction.columnTypes(of: table)
        guard !types.isEmpty else {
            throw DatabaseError(.migration, "there are listeners to changes of \(table), but there is no such table")
        }
        var columns: [RecordedColumn] = []
        for name in names.sorted(by: { $0.text < $1.text }) {
            guard let type = types[name.text] else {
                throw DatabaseError(.migration, "a listener records the column \(table).\(name), but there is no such column")
            }
            columns.append(RecordedColumn(column: name, form: RecordedColumn.Form(ofType: type, transaction.dialect)))
        }
        return columns
    }
}

extension RecordedColumn.Form {
    /// - Parameter type: as `information_schema` has it. SQLite's values know by themselves what they are.
    fileprivate init(ofType type: String, _ dialect: Dialect) {
        guard dialect != .sqlite else {
            self = .plain
            return
        }
        switch type.lowercased() {
        case "bytea", "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "bit": self = .blob
        case "timestamp", "datetime", "timestamp without time zone": self = .timestamp
        case "timestamp with time zone": self = .zonedTimestamp
        case "bigint", "integer", "int", "smallint", "tinyint", "mediumint", "boolean", "real", "double", "double precision",
            "float":
            self = .plain
        default: self = .text
        }
    }
}

extension Transaction {
    /// The types of a table's columns by name; none where there is no such table.
    fileprivate func columnTypes(of table: SQLName) throws(DatabaseError) -> [String: String] {
        let schema = dialect == .mysql ? "database()" : "current_schema()"
        let sql =
            dialect == .sqlite
            ? "SELECT name, type FROM pragma_table_info(?)"
            : """
            SELECT column_name AS name, data_type AS type FROM information_schema.columns
            WHERE table_schema = \(schema) AND table_name = ?
            """
        var types: [String: String] = [:]
        for row in try query(sql, [table.text]) { types[try row.get("name")] = try row.get("type") }
        return types
    }
}
