// What sorts, and what an update writes.

extension Column {
    /// Smallest first.
    public var ascending: Order<Entity> { order(isDescending: false) }
    /// Largest first.
    public var descending: Order<Entity> { order(isDescending: true) }

    private func order(isDescending: Bool) -> Order<Entity> {
        Order(isDescending: isDescending) { () throws(DatabaseError) in try definition }
    }

    /// Sets the column to a value.
    public func set(to value: Kind) -> Assignment<Entity> {
        let value = value.databaseValue
        return assignment { (builder) throws(DatabaseError) in builder.bind(value) }
    }

    /// Takes over what another column of the row holds.
    public func set(to other: Column) -> Assignment<Entity> {
        assignment { (builder) throws(DatabaseError) in builder.append(try other.definition.quoted) }
    }

    fileprivate func assignment(
        _ write: @escaping @Sendable (inout SQLBuilder) throws(DatabaseError) -> Void
    ) -> Assignment<Entity> {
        Assignment(column: { () throws(DatabaseError) in try definition }, write: write)
    }

    fileprivate func changed(_ sign: String, by value: Value) -> Assignment<Entity> {
        assignment { (builder) throws(DatabaseError) in
            builder.append(try definition.quoted)
            builder.append(" \(sign) ")
            builder.bind(value)
        }
    }
}

extension Column where Kind: Countable {
    /// Adds to what the row holds at that moment; `nil` stays `nil`.
    public static func += (column: Column, value: Kind) -> Assignment<Entity> { column.changed("+", by: value.databaseValue) }

    /// Takes a value away from the column's own.
    public static func -= (column: Column, value: Kind) -> Assignment<Entity> { column.changed("-", by: value.databaseValue) }
}

/// A type that databases reckon with as Swift does. A decimal is none: SQLite would round it.
public protocol Countable: ValueConvertible {}
extension Int: Countable {}
extension Int64: Countable {}
extension Int32: Countable {}
extension Double: Countable {}
extension Optional: Countable where Wrapped: Countable {}
