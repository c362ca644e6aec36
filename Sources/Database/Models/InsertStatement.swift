/// An `INSERT` of one or many rows.
struct InsertStatement {
    private(set) var builder: SQLBuilder
    private let table: String
    private let hasColumns: Bool
    private var isFirst = true

    init<Entity>(_ table: TableStorage<Entity>, _ dialect: Dialect, _ columns: [TableColumn<Entity>]) {
        self.table = table.statements(dialect).table
        builder = SQLBuilder(dialect, "INSERT INTO \(self.table) ")
        hasColumns = !columns.isEmpty
        guard hasColumns else {
            builder.append(dialect == .mysql ? "() VALUES " : "DEFAULT VALUES")
            return
        }
        builder.append("(")
        for (index, column) in columns.enumerated() {
            if index > 0 { builder.append(", ") }
            builder.append(column.definition.quoted)
        }
        builder.append(") VALUES ")
    }

    mutating func add(_ values: [Value]) {
        guard hasColumns || builder.dialect == .mysql else { return }
        builder.append(isFirst ? "(" : ", (")
        isFirst = false
        for (index, value) in values.enumerated() {
            if index > 0 { builder.append(", ") }
            builder.bind(value)
        }
        builder.append(")")
    }

    /// Where such a row is there already, its other columns are written.
    mutating func overwrite(_ columns: [ColumnDefinition], on conflict: [ColumnDefinition], counting version: ColumnDefinition?) {
        // Without a column to write, one of the conflict is written as it is: a row that is not touched is not returned.
        let columns = columns.isEmpty ? Array(conflict.prefix(1)) : columns
        let isMySQL = builder.dialect == .mysql
        if isMySQL {
            builder.append(" ON DUPLICATE KEY UPDATE ")
        } else {
            builder.append(" ON CONFLICT (")
            append(conflict) { builder, column in builder.append(column.quoted) }
            builder.append(") DO UPDATE SET ")
        }
        let table = table
        append(columns) { builder, column in
            builder.append(column.quoted)
            builder.append(" = ")
            if column === version {
                builder.append(table + ".")
                builder.append(column.quoted)
                builder.append(" + 1")
            } else {
                builder.append(isMySQL ? "VALUES(" : "excluded.")
                builder.append(column.quoted)
                if isMySQL { builder.append(")") }
            }
        }
    }

    private mutating func append(_ columns: [ColumnDefinition], _ write: (inout SQLBuilder, ColumnDefinition) -> Void) {
        for (index, column) in columns.enumerated() {
            if index > 0 { builder.append(", ") }
            write(&builder, column)
        }
    }
}
