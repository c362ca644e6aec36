/// Reads a table in parts, by its key.
struct TableReader {
    private let table: CopiedTable
    private let transaction: any Transaction
    private let schema: SchemaSQL
    private static let size = 500

    init(_ table: CopiedTable, _ transaction: any Transaction) {
        (self.table, self.transaction, schema) = (table, transaction, SchemaSQL(transaction.dialect))
    }

    /// Hands over all rows, and tells their digest.
    func digest(
        _ body: ([Row]) throws -> Void = { _ in }, progress: (_ done: Int, _ total: Int) -> Void
    ) throws -> RowDigest {
        var digest = RowDigest()
        let name = schema.quoted(table.name)
        let total = try transaction.scalar("SELECT count(*) FROM \(name)", as: Int.self) ?? 0
        var last: Row?
        while let rows = try next(after: last, digest.count) {
            for row in rows { digest.add(row, table) }
            try body(rows)
            progress(digest.count, total)
            last = rows.last
        }
        return digest
    }

    /// `nil` at the end. Tables without a key are counted through: they are small, or their reading is slow.
    private func next(after last: Row?, _ done: Int) throws -> [Row]? {
        let key = table.source.key
        let places = key.compactMap { name in table.columns.firstIndex(of: name) }
        var sql = "SELECT \(schema.list(table.columns)) FROM \(schema.quoted(table.name))"
        var values: [Value] = []
        if places.isEmpty {
            sql += " ORDER BY \(schema.list(table.columns)) LIMIT \(Self.size) OFFSET \(done)"
        } else {
            if let last {
                let marks = places.map { _ in "?" }.joined(separator: ", ")
                sql += places.count == 1 ? " WHERE \(schema.list(key)) > ?" : " WHERE (\(schema.list(key))) > (\(marks))"
                values = places.map { last.values[$0] }
            }
            sql += " ORDER BY \(schema.list(key)) LIMIT \(Self.size)"
        }
        let rows = try transaction.query(sql, .positional(values))
        return rows.isEmpty ? nil : rows
    }
}

/// Writes rows into a table, many with one statement.
struct TableWriter {
    private let table: CopiedTable
    private let transaction: any Transaction
    private let schema: SchemaSQL

    init(_ table: CopiedTable, _ transaction: any Transaction) {
        (self.table, self.transaction, schema) = (table, transaction, SchemaSQL(transaction.dialect))
    }

    func write(_ count: Int, from spool: RowSpool, progress: (Int) -> Void) throws {
        let size = max(1, min(200, ParameterLimit.statement / max(1, table.columns.count)))
        var done = 0
        while done < count {
            let rows = try (0..<min(size, count - done)).map { _ in try spool.next(table.columns.count) }
            do {
                try transaction.savepoint { try insert(rows) }
            } catch let error as DatabaseError {
                throw try refused(rows) ?? error
            }
            done += rows.count
            progress(done)
        }
    }

    private func insert(_ rows: [[Value]]) throws(DatabaseError) {
        let row = "(" + table.columns.map { _ in "?" }.joined(separator: ", ") + ")"
        let places = Array(repeating: row, count: rows.count).joined(separator: ", ")
        let values = rows.flatMap { zip($0, table.types).map(Self.written) }
        try transaction.execute(
            "INSERT INTO \(schema.quoted(table.name)) (\(schema.list(table.columns))) VALUES \(places)", .positional(values))
    }

    /// Moments as every engine reads them: SQLite keeps whatever another program wrote, `2026-01-02T03:04:05Z` too.
    private static func written(_ value: Value, _ type: ColumnType) -> Value {
        type == .timestamp ? PlainValue.of(value, type) : value
    }

    /// One by one, to tell which row it was. What is not the rows' fault is told as it is.
    private func refused(_ rows: [[Value]]) throws -> DatabaseError? {
        for row in rows {
            do {
                try transaction.savepoint { try insert([row]) }
            } catch let error as DatabaseError {
                switch error.kind {
                case .busy, .unavailable, .outcomeUnknown, .corrupt: return nil
                default:
                    return DatabaseError(
                        error.kind, "\(table.row(row)): \(error.message). Nothing was changed", sql: error.sql, code: error.code)
                }
            }
        }
        return nil
    }
}

extension Transaction {
    /// Runs `body` with no foreign key of these tables looked at, and looks at all of them at its end.
    func withoutAnyForeignKeys(of tables: [TableSchema], _ body: () throws -> Void) throws {
        let schema = SchemaSQL(dialect)
        switch dialect {
        case .sqlite: try withoutForeignKeys { try body() }
        case .mysql:
            // Rows go in parents first; only tables that name themselves or each other need it.
            try execute("SET SESSION foreign_key_checks = 0")
            defer { _ = try? execute("SET SESSION foreign_key_checks = 1") }
            try body()
            try refuseOrphans(tables)
        case .postgres:
            let keys = tables.flatMap { table in table.foreignKeys.map { (schema.quoted(table.name), $0) } }
            for (table, key) in keys { try execute("ALTER TABLE \(table) DROP CONSTRAINT \(schema.quoted(key.name))") }
            try body()
            try refuseOrphans(tables)
            for (table, key) in keys { try execute("ALTER TABLE \(table) ADD \(schema.constraint(key))") }
        }
    }

    /// A source may hold them: a file whose other programs do not look at foreign keys, as SQLite's own shell does not.
    private func refuseOrphans(_ tables: [TableSchema]) throws(DatabaseError) {
        let schema = SchemaSQL(dialect)
        for table in tables {
            for key in table.foreignKeys {
                let pairs = zip(key.columns, key.otherColumns).map { "parent.\(schema.quoted($1)) = child.\(schema.quoted($0))" }
                let there = key.columns.map { "child.\(schema.quoted($0)) IS NOT NULL" }.joined(separator: " AND ")
                let sql = """
                    SELECT count(*) FROM \(schema.quoted(table.name)) AS child WHERE \(there) AND NOT EXISTS (SELECT 1 FROM \
                    \(schema.quoted(key.table)) AS parent WHERE \(pairs.joined(separator: " AND ")))
                    """
                guard let count = try scalar(sql, as: Int.self), count > 0 else { continue }
                let columns = key.columns.map { "\(table.name).\($0)" }
                throw DatabaseError(
                    .foreignKeyViolation(columns: columns),
                    "\(count) rows would name rows that are not there, in \(columns.joined(separator: ", "))")
            }
        }
    }

    /// PostgreSQL counts keys beside the table: rows that came with theirs have not moved it.
    func moveSequence(of table: TableSchema) throws {
        guard dialect == .postgres else { return }
        let schema = SchemaSQL(dialect)
        for column in table.columns where column.isCounted {
            let (name, key) = (schema.quoted(table.name), schema.quoted(column.name))
            try query(
                "SELECT setval(pg_get_serial_sequence(?, ?), coalesce(max(\(key)), 1), max(\(key)) IS NOT NULL) FROM \(name)",
                [name, column.name.text])
        }
    }
}
