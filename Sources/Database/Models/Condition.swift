/// Which rows are meant. Conditions have two values, as Swift's have: a comparison with `nil` is false, and its negation true.
///
///     posts.filter { $0.authorID == id && ($0.age > 55 || !($0.isPublished == true)) }
public struct Condition<Entity: Model>: Sendable {
    typealias Writer = @Sendable (inout SQLBuilder) throws(DatabaseError) -> Void

    let write: Writer

    init(_ write: @escaping Writer) { self.write = write }

    /// Whether both hold.
    public static func && (left: Condition, right: Condition) -> Condition { joined(left, " AND ", right) }

    /// Whether one of them holds, or both.
    public static func || (left: Condition, right: Condition) -> Condition { joined(left, " OR ", right) }

    /// Whether it does not hold.
    public static prefix func ! (condition: Condition) -> Condition {
        Condition { (builder) throws(DatabaseError) in
            builder.append("(")
            try condition.write(&builder)
            builder.append(") IS NOT TRUE")
        }
    }

    private static func joined(_ left: Condition, _ word: String, _ right: Condition) -> Condition {
        Condition { (builder) throws(DatabaseError) in
            builder.append("(")
            try left.write(&builder)
            builder.append(word)
            try right.write(&builder)
            builder.append(")")
        }
    }
}

/// How rows are sorted. `nil` comes before all else, on every engine.
public struct Order<Entity: Model>: Sendable {
    let isDescending: Bool
    let column: @Sendable () throws(DatabaseError) -> ColumnDefinition

    func write(_ builder: inout SQLBuilder) throws(DatabaseError) {
        let column = try column()
        builder.append(compared: column)
        if isDescending { builder.append(" DESC") }
        guard builder.dialect == .postgres, column.isOptional else { return }
        builder.append(isDescending ? " NULLS LAST" : " NULLS FIRST")
    }
}

/// What an update writes into a column.
public struct Assignment<Entity: Model>: Sendable {
    let column: @Sendable () throws(DatabaseError) -> ColumnDefinition
    let write: @Sendable (inout SQLBuilder) throws(DatabaseError) -> Void
}
