// What stands in a database, asked in each engine's way: migrations use it to adopt tables that exist already.

extension Transaction {
    /// Whether there is a table of this name.
    public func tableExists(_ name: SQLName) throws(DatabaseError) -> Bool {
        let sql =
            switch dialect {
            case .sqlite: "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE"
            case .postgres:
                "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = ?"
            case .mysql: "SELECT count(*) FROM information_schema.tables WHERE table_schema = database() AND table_name = ?"
            }
        return try scalar(sql, [name.text], as: Int.self) != 0
    }

    /// The columns of a table in their order; none where there is no such table.
    public func columns(of table: SQLName) throws(DatabaseError) -> [String] {
        let schema = dialect == .mysql ? "database()" : "current_schema()"
        let sql =
            switch dialect {
            case .sqlite: "SELECT name FROM pragma_table_info(?) ORDER BY cid"
            case .postgres, .mysql:
                """
                SELECT column_name FROM information_schema.columns WHERE table_schema = \(schema) AND table_name = ? \
                ORDER BY ordinal_position
                """
            }
        var names: [String] = []
        for row in try query(sql, [table.text]) { names.append(try row.get(at: 0)) }
        return names
    }

    /// Adds a column where the table does not have it yet: for tables that another program made.
    ///
    /// - Parameter definition: its type and constraints in SQL, as `VARCHAR(100) NOT NULL DEFAULT ''`; the program's own text, never
    ///   a user's.
    /// - Returns: whether it was added.
    @discardableResult
    public func addColumn(_ column: SQLName, _ definition: String, to table: SQLName) throws(DatabaseError) -> Bool {
        let existing = try columns(of: table)
        guard !existing.contains(where: { $0.lowercased() == column.text.lowercased() }) else { return false }
        try execute("ALTER TABLE \(table.quoted(for: dialect)) ADD COLUMN \(column.quoted(for: dialect)) \(definition)")
        return true
    }
}
