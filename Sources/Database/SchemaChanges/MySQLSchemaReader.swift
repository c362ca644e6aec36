/// https://mariadb.com/kb/en/information-schema/
struct MySQLSchemaReader: SchemaReader {
    let transaction: any Transaction

    func columns(of table: SQLName) throws(DatabaseError) -> [ColumnSchema] {
        let sql = """
            SELECT column_name, column_type, is_nullable, column_default, extra FROM information_schema.columns
            WHERE table_schema = database() AND table_name = ? ORDER BY ordinal_position
            """
        var columns: [ColumnSchema] = []
        for row in try transaction.query(sql, [table.text]) {
            let value = try row.get(at: 3, as: String?.self)
            let type = ColumnType(try row.get(at: 1), in: .mysql)
            columns.append(
                ColumnSchema(
                    name: try row.name(at: 0), type: type,
                    isOptional: try row.get(at: 2, as: String.self) == "YES",
                    // MariaDB writes the word.
                    defaultValue: value == "NULL" ? nil : value.map { DefaultValue($0, for: type, in: .mysql) },
                    isCounted: try row.get(at: 4, as: String.self).contains("auto_increment")))
        }
        return columns
    }

    func key(of table: SQLName) throws(DatabaseError) -> [SQLName] {
        let sql = """
            SELECT column_name FROM information_schema.statistics
            WHERE table_schema = database() AND table_name = ? AND index_name = 'PRIMARY' ORDER BY seq_in_index
            """
        return try names(try transaction.query(sql, [table.text]), at: 0)
    }

    /// Without those that a foreign key has made for itself, and may have left.
    func indexes(of table: SQLName) throws(DatabaseError) -> [IndexSchema] {
        let sql = """
            SELECT index_name, non_unique = 0, column_name FROM information_schema.statistics
            WHERE table_schema = database() AND table_name = ? AND index_name <> 'PRIMARY' AND index_name NOT IN
                (SELECT constraint_name FROM information_schema.referential_constraints
                WHERE constraint_schema = database() AND table_name = ?)
            ORDER BY index_name, seq_in_index
            """
        let rows = try transaction.query(sql, [table.text, table.text])
        let indexes = try gathered(rows, by: 0) { (rows) throws(DatabaseError) in
            IndexSchema(
                name: try rows[0].name(at: 0), columns: try names(rows, at: 2), isUnique: try rows[0].get(at: 1, as: Bool.self))
        }
        return indexes.filter { $0.isUnique || $0.name != SchemaName.foreignKey(table, $0.columns) }
    }

    func foreignKeys(of table: SQLName) throws(DatabaseError) -> [ForeignKeySchema] {
        let sql = """
            SELECT k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name,
                CASE r.delete_rule WHEN 'CASCADE' THEN 'CASCADE' WHEN 'SET NULL' THEN 'SET NULL' ELSE 'NO ACTION' END
            FROM information_schema.key_column_usage AS k JOIN information_schema.referential_constraints AS r
                ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name
                AND r.table_name = k.table_name
            WHERE k.table_schema = database() AND k.table_name = ? AND k.referenced_table_name IS NOT NULL
            ORDER BY k.constraint_name, k.ordinal_position
            """
        return try foreignKeys(from: try transaction.query(sql, [table.text]))
    }
}
