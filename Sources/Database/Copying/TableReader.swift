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
            let part = min(size, count - done)
            var values: [Value] = []
            for _ in 0..<part { values += try spool.next(table.columns.count) }
            let row = "(" + table.columns.map { _ in "?" }.joined(separator: ", ") + ")"
            let rows = Array(repeating: row, count: part).joined(separator: ", ")
            try transaction.execute(
                "INSERT INTO \(schema.quoted(table.name)) (\(schema.list(table.columns))) VALUES \(rows)", .positional(values))
            done += part
            progress(done)
        }
    }
}

extension Transaction {
    /// Runs `body` with no foreign key of these tables looked at. SQLite and PostgreSQL check all of them at its end; MySQL checks none,
    /// and relies on the source having done so.
    func withoutAnyForeignKeys(of tables: [TableSchema], _ body: () throws -> Void) throws {
        let schema = SchemaSQL(dialect)
        switch dialect {
        case .sqlite: try withoutForeignKeys { try body() }
        case .mysql:
            // Rows go in parents first; only tables that name themselves or each other need it.
            try execute("SET SESSION foreign_key_checks = 0")
            defer { _ = try? execute("SET SESSION foreign_key_checks = 1") }
            try body()
        case .postgres:
            let keys = tables.flatMap { table in table.foreignKeys.map { (schema.quoted(table.name), $0) } }
            for (table, key) in keys { try execute("ALTER TABLE \(table) DROP CONSTRAINT \(schema.quoted(key.name))") }
            try body()
            for (table, key) in keys { try execute("ALTER TABLE \(table) ADD \(schema.constraint(key))") }
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
