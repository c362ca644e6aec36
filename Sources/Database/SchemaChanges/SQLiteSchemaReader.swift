/// https://sqlite.org/pragma.html
struct SQLiteSchemaReader: SchemaReader {
    let transaction: any Transaction

    func columns(of table: SQLName) throws(DatabaseError) -> [ColumnSchema] {
        let sql = "SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info(?) ORDER BY cid"
        var columns: [ColumnSchema] = []
        for row in try transaction.query(sql, [table.text]) {
            let isKey = try row.get(at: 4, as: Int.self) > 0
            let type = ColumnType(try row.get(at: 1), in: .sqlite)
            columns.append(
                ColumnSchema(
                    name: try row.name(at: 0), type: type,
                    isOptional: try row.get(at: 2, as: Int.self) == 0 && !isKey,
                    defaultValue: try row.get(at: 3, as: String?.self).map { DefaultValue($0, for: type, in: .sqlite) }))
        }
        if columns.count(where: { $0.type == .integer }) > 0, let key = try? key(of: table), key.count == 1 {
            for index in columns.indices where columns[index].name == key[0] && columns[index].type == .integer {
                columns[index].isCounted = true
            }
        }
        return columns
    }

    func key(of table: SQLName) throws(DatabaseError) -> [SQLName] {
        let sql = "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk"
        return try names(try transaction.query(sql, [table.text]), at: 0)
    }

    /// Without those that have a condition or an expression: no model declares such.
    func indexes(of table: SQLName) throws(DatabaseError) -> [IndexSchema] {
        let sql = """
            SELECT list.name, list."unique", list.origin, info.name FROM pragma_index_list(?) AS list
            JOIN pragma_index_info(list.name) AS info
            WHERE list.origin <> 'pk' AND list.partial = 0
                AND NOT EXISTS (SELECT 1 FROM pragma_index_info(list.name) WHERE name IS NULL)
            ORDER BY list.name, info.seqno
            """
        return try gathered(try transaction.query(sql, [table.text]), by: 0) { (rows) throws(DatabaseError) in
            IndexSchema(
                name: try rows[0].name(at: 0), columns: try names(rows, at: 3), isUnique: try rows[0].get(at: 1, as: Bool.self),
                isConstraint: try rows[0].get(at: 2, as: String.self) == "u")
        }
    }

    func foreignKeys(of table: SQLName) throws(DatabaseError) -> [ForeignKeySchema] {
        let sql = """
            SELECT id, "from", "table", coalesce("to", 'id'), on_delete FROM pragma_foreign_key_list(?) ORDER BY id DESC, seq
            """
        return try gathered(try transaction.query(sql, [table.text]), by: 0) { (rows) throws(DatabaseError) in
            let columns = try names(rows, at: 1)
            return ForeignKeySchema(
                name: SchemaName.foreignKey(table, columns), columns: columns, table: try rows[0].name(at: 2),
                otherColumns: try names(rows, at: 3),
                onDelete: ForeignKeyAction(rawValue: try rows[0].get(at: 4)) ?? .refuse)
        }
    }

    func undeclared(of table: SQLName) throws(DatabaseError) -> [String] {
        let sql = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?"
        guard let text = try transaction.scalar(sql, [table.text], as: String?.self) ?? nil else { return [] }
        var (scanner, words) = (SQLScanner(text, .sqlite), Set<String>())
        while let (piece, range) = scanner.next() {
            if piece == .word { words.insert(String(decoding: scanner.bytes[range], as: UTF8.self).uppercased()) }
        }
        return ["CHECK", "COLLATE", "GENERATED", "AUTOINCREMENT", "STRICT"].filter(words.contains)
    }
}
