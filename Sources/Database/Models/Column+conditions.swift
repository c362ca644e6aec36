// Comparisons. Where a column or a value may be nil they hold as in Swift: nil equals nil and nothing else.

extension Column {
    /// Whether the column is this value; `nil` is `NULL`.
    public static func == (column: Column, value: Kind) -> Condition<Entity> { compared(column, "=", value) }

    /// Whether the column is another value; a column that is `NULL` is.
    public static func != (column: Column, value: Kind) -> Condition<Entity> {
        let value = value.databaseValue
        return Condition { (builder) throws(DatabaseError) in
            let definition = try column.definition
            guard value != .null else { return builder.append(definition, " IS NOT NULL") }
            if definition.isOptional { builder.append("(") }
            builder.compare(definition, "<>", value)
            if definition.isOptional { builder.append(definition, " IS NULL)", after: " OR ") }
        }
    }

    /// Whether the column is below this value; `NULL` is not.
    public static func < (column: Column, value: Kind) -> Condition<Entity> { compared(column, "<", value) }
    /// Whether the column is this value or below it; `NULL` is not.
    public static func <= (column: Column, value: Kind) -> Condition<Entity> { compared(column, "<=", value) }
    /// Whether the column is above this value; `NULL` is not.
    public static func > (column: Column, value: Kind) -> Condition<Entity> { compared(column, ">", value) }
    /// Whether the column is this value or above it; `NULL` is not.
    public static func >= (column: Column, value: Kind) -> Condition<Entity> { compared(column, ">=", value) }

    /// Whether two columns of a row are equal.
    public static func == (left: Column, right: Column) -> Condition<Entity> { compared(left, "=", right) }
    /// Whether two columns of a row differ.
    public static func != (left: Column, right: Column) -> Condition<Entity> { !compared(left, "=", right) }
    /// Whether one column of a row is below another.
    public static func < (left: Column, right: Column) -> Condition<Entity> { compared(left, "<", right) }
    /// Whether one column of a row is below another or equal to it.
    public static func <= (left: Column, right: Column) -> Condition<Entity> { compared(left, "<=", right) }
    /// Whether one column of a row is above another.
    public static func > (left: Column, right: Column) -> Condition<Entity> { compared(left, ">", right) }
    /// Whether one column of a row is above another or equal to it.
    public static func >= (left: Column, right: Column) -> Condition<Entity> { compared(left, ">=", right) }

    /// Whether the value is one of these.
    public func isIn(_ values: some Sequence<Kind>) -> Condition<Entity> {
        isIn(values: values.map(\.databaseValue))
    }

    /// Whether the value is one of those that another query finds:
    /// `posts.filter { $0.authorID.isIn(authors.filter { $0.isActive == true }.values(\.id)) }`.
    public func isIn<Other: Model>(_ values: Subquery<Other, Kind>) -> Condition<Entity> {
        Condition { (builder) throws(DatabaseError) in
            builder.append(compared: try definition)
            builder.append(" IN (")
            try values.write(&builder)
            builder.append(")")
        }
    }

    /// The same where the other query's values are never `nil`.
    public func isIn<Other: Model, Wrapped>(_ values: Subquery<Other, Wrapped>) -> Condition<Entity> where Kind == Wrapped? {
        Condition { (builder) throws(DatabaseError) in
            builder.append(compared: try definition)
            builder.append(" IN (")
            try values.write(&builder)
            builder.append(")")
        }
    }

    /// The same where this column is never `nil` and the other query's values may be.
    public func isIn<Other: Model>(_ values: Subquery<Other, Kind?>) -> Condition<Entity> {
        Condition { (builder) throws(DatabaseError) in
            builder.append(compared: try definition)
            builder.append(" IN (")
            try values.write(&builder)
            builder.append(")")
        }
    }

    func isIn(values: [Value]) -> Condition<Entity> {
        Condition { (builder) throws(DatabaseError) in
            let definition = try definition
            let others = values.filter { $0 != .null }
            let hasNull = others.count < values.count
            if others.isEmpty, !hasNull { return builder.append("1 = 0") }
            if hasNull { builder.append("(") }
            if !others.isEmpty { try builder.append(definition, isIn: others) }
            if hasNull { builder.append(definition, " IS NULL)", after: others.isEmpty ? "" : " OR ") }
        }
    }

    private static func compared(_ column: Column, _ sign: String, _ value: Kind) -> Condition<Entity> {
        let value = value.databaseValue
        return Condition { (builder) throws(DatabaseError) in
            let definition = try column.definition
            guard value != .null else {
                return sign == "=" ? builder.append(definition, " IS NULL") : builder.append("1 = 0")
            }
            builder.compare(definition, sign, value)
        }
    }

    private static func compared(_ left: Column, _ sign: String, _ right: Column) -> Condition<Entity> {
        Condition { (builder) throws(DatabaseError) in
            let (first, second) = (try left.definition, try right.definition)
            let mayBothBeNull = sign == "=" && first.isOptional && second.isOptional
            if mayBothBeNull { builder.append("(") }
            builder.append(compared: first)
            builder.append(" \(sign) ")
            builder.append(second.quoted)
            guard mayBothBeNull else { return }
            builder.append(first, " IS NULL AND ", after: " OR ")
            builder.append(second, " IS NULL)")
        }
    }
}

extension SQLBuilder {
    mutating func append(_ column: ColumnDefinition, _ words: String, after: String = "") {
        append(after)
        append(column.quoted)
        append(words)
    }

    mutating func compare(_ column: ColumnDefinition, _ sign: String, _ value: Value) {
        append(compared: column)
        append(" \(sign) ")
        bind(value, for: column)
    }

    /// A list is filled up to a power of two with its last value, so that there are few different statements to prepare; on PostgreSQL
    /// it is an array, and the statement always the same.
    mutating func append(_ column: ColumnDefinition, isIn values: [Value]) throws(DatabaseError) {
        guard let last = values.last else { return append("1 = 0") }
        guard values.count <= ParameterLimit.list else {
            throw DatabaseError(
                .misuse, "\(values.count) values are too many for one isIn, which takes \(ParameterLimit.list): use a subquery")
        }
        append(compared: column)
        if dialect == .postgres, let array = Self.array(values) {
            append(" = ANY (")
            bind(.text(array))
            return append(")")
        }
        append(" IN (")
        var places = 1
        while places < values.count { places *= 2 }
        places = min(places, ParameterLimit.list)
        try list(0..<places) { (builder, index) throws(DatabaseError) in
            builder.bind(index < values.count ? values[index] : last, for: column)
        }
        append(")")
    }

    /// Whole numbers or texts as PostgreSQL writes an array, which is one parameter however many they are
    /// (https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO); `nil` for others.
    private static func array(_ values: [Value]) -> String? {
        var elements = "{"
        for value in values {
            if elements.utf8.count > 1 { elements += "," }
            switch value {
            case .integer(let integer): elements += String(integer)
            case .text(let text): elements += quoted(text)
            default: return nil
            }
        }
        return elements + "}"
    }

    /// By bytes: a mark that combines with a quote is one `Character` with it.
    private static func quoted(_ text: String) -> String {
        let marks = [UInt8(ascii: "\""), UInt8(ascii: "\\")]
        let escaped = text.utf8.flatMap { marks.contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] }
        return "\"" + String(decoding: escaped, as: UTF8.self) + "\""
    }
}

/// How many values one statement may bind: SQLite takes 32,766, the servers 65,535.
enum ParameterLimit {
    static let statement = 32_000
    static let list = 16_384
}
