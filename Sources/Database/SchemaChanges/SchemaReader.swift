/// Asks a database what a table looks like, in each engine's way.
protocol SchemaReader {
    func columns(of table: SQLName) throws(DatabaseError) -> [ColumnSchema]
    func key(of table: SQLName) throws(DatabaseError) -> [SQLName]
    func indexes(of table: SQLName) throws(DatabaseError) -> [IndexSchema]
    func foreignKeys(of table: SQLName) throws(DatabaseError) -> [ForeignKeySchema]
    func undeclared(of table: SQLName) throws(DatabaseError) -> [String]
}

extension SchemaReader {
    /// Servers change a table where it stands.
    func undeclared(of table: SQLName) throws(DatabaseError) -> [String] { [] }
}

extension Transaction {
    /// A table as it stands in the database; `nil` where there is none.
    public func schema(of table: SQLName) throws(DatabaseError) -> TableSchema? {
        guard try tableExists(table) else { return nil }
        let reader: any SchemaReader =
            switch dialect {
            case .sqlite: SQLiteSchemaReader(transaction: self)
            case .postgres: PostgresSchemaReader(transaction: self)
            case .mysql: MySQLSchemaReader(transaction: self)
            }
        return TableSchema(
            name: table, columns: try reader.columns(of: table), key: try reader.key(of: table),
            indexes: try reader.indexes(of: table), foreignKeys: try reader.foreignKeys(of: table),
            undeclared: try reader.undeclared(of: table))
    }

    /// The names of all tables, in their order.
    public func tableNames() throws(DatabaseError) -> [SQLName] {
        let sql =
            switch dialect {
            case .sqlite: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY name"
            case .postgres:
                """
                SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() \
                AND table_type = 'BASE TABLE' ORDER BY 1
                """
            case .mysql:
                """
                SELECT table_name FROM information_schema.tables WHERE table_schema = database() \
                AND table_type = 'BASE TABLE' ORDER BY 1
                """
            }
        var names: [SQLName] = []
        for row in try query(sql) { names.append(try row.name(at: 0)) }
        return names
    }
}

extension Row {
    func name(at index: Int) throws(DatabaseError) -> SQLName {
        guard let name = SQLName(validating: try get(at: index)) else {
            throw DatabaseError(.decoding, "a name in the schema is empty")
        }
        return name
    }
}

/// Rows of an index or a foreign key, one for each of its columns, in their order.
func gathered<Whole>(_ rows: [Row], by index: Int, _ make: ([Row]) throws(DatabaseError) -> Whole) throws(DatabaseError)
    -> [Whole]
{
    var groups: [[Row]] = []
    for row in rows {
        if let last = groups.indices.last, groups[last][0].values[index] == row.values[index] {
            groups[last].append(row)
        } else {
            groups.append([row])
        }
    }
    var wholes: [Whole] = []
    for group in groups { wholes.append(try make(group)) }
    return wholes
}

func names(_ rows: [Row], at index: Int) throws(DatabaseError) -> [SQLName] {
    var names: [SQLName] = []
    for row in rows { names.append(try row.name(at: index)) }
    return names
}
