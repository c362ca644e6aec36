/// A table as a model declares it, or as it stands in a database: a value that both can be compared as.
public struct TableSchema: Sendable, Hashable {
    /// Of the table.
    public var name: SQLName
    /// In their order.
    public var columns: [ColumnSchema]
    /// The columns of the primary key.
    public var key: [SQLName]
    /// Unique ones too; the key's own is not among them.
    public var indexes: [IndexSchema]
    /// To other tables, or to itself.
    public var foreignKeys: [ForeignKeySchema]
    /// What else it was made with that no model can say: `CHECK`. It is lost where SQLite makes the table anew.
    var undeclared: [String] = []

    func column(_ name: SQLName) -> ColumnSchema? { columns.first { $0.name == name } }

    /// Whether MySQL has to know a length of a text in this column.
    func isIndexed(_ column: SQLName) -> Bool {
        key.contains(column) || indexes.contains { $0.columns.contains(column) }
            || foreignKeys.contains { $0.columns.contains(column) }
    }

    /// Whether MySQL has an index of its own behind a foreign key, under its name: where no other begins with its columns.
    func hasOwnIndex(_ foreignKey: ForeignKeySchema) -> Bool {
        !([key] + indexes.map(\.columns)).contains { $0.starts(with: foreignKey.columns) }
    }
}

/// A column of a table.
public struct ColumnSchema: Sendable, Hashable {
    /// Of the column.
    public var name: SQLName
    /// What it stores.
    public var type: ColumnType
    /// Whether it may be `NULL`.
    public var isOptional: Bool
    /// What it is where an insert does not say; `nil` where that has to.
    public var defaultValue: DefaultValue?
    /// Whether the database counts it up by itself: a key.
    public var isCounted = false
}

/// What a column is where an insert does not name it.
public enum DefaultValue: Sendable, Hashable {
    /// A value that is written into the schema.
    case value(Value)
    /// As the database has it.
    case expression(String)
}

/// An index of a table.
public struct IndexSchema: Sendable, Hashable {
    /// Of the index.
    public var name: SQLName
    /// In their order.
    public var columns: [SQLName]
    /// Whether no two rows have the same values in them.
    public var isUnique: Bool
    /// Whether it stands behind a `UNIQUE` of the table, and goes only with that.
    public var isConstraint = false

    /// Two indexes are one where they do the same, whatever they are called.
    func isSame(as other: IndexSchema) -> Bool { columns == other.columns && isUnique == other.isUnique }
}

/// A foreign key of a table.
public struct ForeignKeySchema: Sendable, Hashable {
    /// Of the constraint.
    public var name: SQLName
    /// In this table.
    public var columns: [SQLName]
    /// The table that they name a row of.
    public var table: SQLName
    /// There, in the same order.
    public var otherColumns: [SQLName]
    /// What happens to a row when the one that it names is deleted.
    public var onDelete: ForeignKeyAction

    func isSame(as other: ForeignKeySchema) -> Bool {
        columns == other.columns && table == other.table && otherColumns == other.otherColumns && onDelete == other.onDelete
    }
}

/// Names of what a table has beside columns, as PostgreSQL gives them: a foreign key that is violated is known by its name.
enum SchemaName {
    static func index(_ table: SQLName, _ columns: [SQLName], isUnique: Bool) -> SQLName {
        make(table, columns, isUnique ? "key" : "idx")
    }

    static func foreignKey(_ table: SQLName, _ columns: [SQLName]) -> SQLName { make(table, columns, "fkey") }

    /// PostgreSQL takes 63 bytes, MySQL 64 characters: longer names are cut, and end with a digest of the whole.
    private static func make(_ table: SQLName, _ columns: [SQLName], _ kind: String) -> SQLName {
        let name = ([table.text] + columns.map(\.text) + [kind]).joined(separator: "_")
        guard name.utf8.count > 60 else { return SQLName(validating: name) ?? table }
        let digest = String(name.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }, radix: 36)
        var start = name[...]
        while start.utf8.count > 60 - digest.utf8.count - 1 { start.removeLast() }
        return SQLName(validating: "\(start)_\(digest)") ?? table
    }
}
