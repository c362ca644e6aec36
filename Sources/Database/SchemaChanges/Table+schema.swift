extension Table {
    /// The table as migrations make it.
    public var schema: TableSchema {
        var indexes: [IndexSchema] = []
        func add(_ columns: [SQLName], isUnique: Bool) {
            let index = IndexSchema(
                name: SchemaName.index(name, columns, isUnique: isUnique), columns: columns, isUnique: isUnique)
            if !indexes.contains(where: { $0.isSame(as: index) }) { indexes.append(index) }
        }
        for column in storage.columns.map(\.definition) {
            if column.isUnique { add([column.name], isUnique: true) }
            if column.isIndexed, !column.isUnique { add([column.name], isUnique: false) }
        }
        for index in storage.indexes { add(index.columns, isUnique: index.isUnique) }
        return TableSchema(
            name: name, columns: storage.columns.map { column(of: $0.definition) }, key: [keyName], indexes: indexes,
            foreignKeys: storage.columns.compactMap { foreignKey(of: $0.definition) })
    }

    private func column(of definition: ColumnDefinition) -> ColumnSchema {
        let isKey = definition === storage.key?.definition
        return ColumnSchema(
            name: definition.name, type: definition.type, isOptional: definition.isOptional && !isKey,
            defaultValue: definition.defaultValue.flatMap { $0 == .null ? nil : .value($0) },
            isCounted: isKey && definition.isOptional && definition.type == .integer)
    }

    private func foreignKey(of definition: ColumnDefinition) -> ForeignKeySchema? {
        guard let reference = definition.reference else { return nil }
        return ForeignKeySchema(
            name: SchemaName.foreignKey(name, [definition.name]), columns: [definition.name], table: reference.table(),
            otherColumns: [reference.column()], onDelete: reference.onDelete)
    }

    /// What columns were called before, by what they are called now.
    var formerNames: [SQLName: SQLName] {
        var names: [SQLName: SQLName] = [:]
        for column in storage.columns { names[column.definition.name] = column.definition.formerName }
        return names
    }
}

/// A model's table, without the model's type: for migrations.
public struct ModelTable: Sendable {
    /// The model's table, its generic type forgotten.
    public let schema: TableSchema
    let formerNames: [SQLName: SQLName]

    /// A model's table, its generic type forgotten.
    ///
    /// - Throws: ``DatabaseError/Kind/misuse`` with all that is wrong with the declaration.
    public init<Entity: Model>(_ type: Entity.Type) throws(DatabaseError) {
        try Entity.table.check()
        schema = Entity.table.schema
        formerNames = Entity.table.formerNames
    }
}

extension Transaction {
    /// Makes the tables of models as migrations would: for tests, and for sites that keep no migrations. Parents come first.
    public func createTables<each Entity: Model>(_ types: repeat (each Entity).Type) throws(DatabaseError) {
        var tables: [ModelTable] = []
        repeat tables.append(try ModelTable(each types))
        for table in tables {
            for statement in SchemaSQL(dialect).create(table.schema) { try execute(statement) }
        }
    }
}
