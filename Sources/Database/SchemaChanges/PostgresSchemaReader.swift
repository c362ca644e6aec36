/// https://www.postgresql.org/docs/current/catalogs.html
struct PostgresSchemaReader: SchemaReader {
    let transaction: any Transaction

    private static let table = """
        (SELECT oid FROM pg_class WHERE relname = ? AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()))
        """

    func columns(of table: SQLName) throws(DatabaseError) -> [ColumnSchema] {
        let sql = """
            SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, pg_get_expr(d.adbin, d.adrelid), \
            a.attidentity <> '' OR coalesce(pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%', FALSE) FROM pg_attribute AS a LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
            WHERE a.attrelid = \(Self.table) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
            """
        var columns: [ColumnSchema] = []
        for row in try transaction.query(sql, [table.text]) {
            let type = ColumnType(try row.get(at: 1), in: .postgres)
            // A `SERIAL` counts by a default.
            let isCounted = try row.get(at: 4, as: Bool.self)
            let value = isCounted ? nil : try row.get(at: 3, as: String?.self)
            columns.append(
                ColumnSchema(
                    name: try row.name(at: 0), type: type,
                    isOptional: try row.get(at: 2, as: Bool.self),
                    defaultValue: value.map { DefaultValue($0, for: type, in: .postgres) },
                    isCounted: isCounted))
        }
        return columns
    }

    func key(of table: SQLName) throws(DatabaseError) -> [SQLName] {
        let sql = """
            SELECT a.attname::text FROM pg_index AS x CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k (number, place) \
            JOIN pg_attribute AS a ON a.attrelid = x.indrelid AND a.attnum = k.number \
            WHERE x.indrelid = \(Self.table) AND x.indisprimary ORDER BY k.place
            """
        return try names(try transaction.query(sql, [table.text]), at: 0)
    }

    func indexes(of table: SQLName) throws(DatabaseError) -> [IndexSchema] {
        let sql = """
            SELECT i.relname::text, x.indisunique, a.attname::text, EXISTS (SELECT 1 FROM pg_constraint AS c WHERE c.conindid = i.oid \
            AND c.contype = 'u') FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid \
            CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k (number, place) \
            JOIN pg_attribute AS a ON a.attrelid = x.indrelid AND a.attnum = k.number \
            WHERE x.indrelid = \(Self.table) AND NOT x.indisprimary AND x.indexprs IS NULL AND x.indpred IS NULL \
            ORDER BY i.relname, k.place
            """
        return try gathered(try transaction.query(sql, [table.text]), by: 0) { (rows) throws(DatabaseError) in
            IndexSchema(
                name: try rows[0].name(at: 0), columns: try names(rows, at: 2), isUnique: try rows[0].get(at: 1, as: Bool.self),
                isConstraint: try rows[0].get(at: 3, as: Bool.self))
        }
    }

    func foreignKeys(of table: SQLName) throws(DatabaseError) -> [ForeignKeySchema] {
        let sql = """
            SELECT c.conname::text, own.attname::text, parent.relname::text, other.attname::text, \
            CASE c.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' ELSE 'NO ACTION' END \
            FROM pg_constraint AS c JOIN pg_class AS parent ON parent.oid = c.confrelid \
            CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY AS k (number, foreign_number, place) \
            JOIN pg_attribute AS own ON own.attrelid = c.conrelid AND own.attnum = k.number \
            JOIN pg_attribute AS other ON other.attrelid = c.confrelid AND other.attnum = k.foreign_number \
            WHERE c.conrelid = \(Self.table) AND c.contype = 'f' ORDER BY c.conname, k.place
            """
        return try foreignKeys(from: try transaction.query(sql, [table.text]))
    }
}

extension SchemaReader {
    /// Rows of name, column, table, its column, action.
    func foreignKeys(from rows: [Row]) throws(DatabaseError) -> [ForeignKeySchema] {
        try gathered(rows, by: 0) { (rows) throws(DatabaseError) in
            ForeignKeySchema(
                name: try rows[0].name(at: 0), columns: try names(rows, at: 1), table: try rows[0].name(at: 2),
                otherColumns: try names(rows, at: 3),
                onDelete: ForeignKeyAction(rawValue: try rows[0].get(at: 4)) ?? .refuse)
        }
    }
}
