/// A statement that is being put together: names are the program's own and quoted, values are bound, always.
struct SQLBuilder {
    let dialect: Dialect
    private(set) var sql: String
    private(set) var values: [Value] = []

    init(_ dialect: Dialect, _ start: String = "") {
        self.dialect = dialect
        sql = start
    }

    /// Words of SQL, never a value.
    mutating func append(_ words: String) { sql += words }

    mutating func append(_ name: QuotedName) { sql += name[dialect] }

    /// A value to be compared with a column, or put into it.
    mutating func bind(_ value: Value, for column: ColumnDefinition) {
        // MySQL compares a text with a DECIMAL as floating-point numbers.
        if dialect == .mysql, column.isDecimal, case .text = value {
            sql += "CAST(? AS DECIMAL(65,20))"
        } else {
            sql += "?"
        }
        values.append(value)
    }

    mutating func bind(_ value: Value) {
        sql += "?"
        values.append(value)
    }

    mutating func list<Elements: Collection>(
        _ elements: Elements, separator: String = ", ",
        _ write: (inout SQLBuilder, Elements.Element) throws(DatabaseError) -> Void
    ) throws(DatabaseError) {
        var isFirst = true
        for element in elements {
            if !isFirst { sql += separator }
            isFirst = false
            try write(&self, element)
        }
    }

    var parameters: Parameters { .positional(values) }
}
