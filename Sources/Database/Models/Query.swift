/// Some rows of a table, in some order: a value, without a database, that can be kept and refined.
///
///     let recent = posts.filter { $0.authorID == id }.order { $0.createdAt.descending }
///     let page = try await recent.page(2, size: 50, in: database)
///
/// Without an order rows come by their key; with one the key decides among equals, so that pages never overlap.
public struct Query<Entity: Model>: Sendable {
    var condition: Condition<Entity>?
    var orders: [Order<Entity>] = []
    var limit: Int?
    var offset = 0

    init() {}

    /// Those rows of these for which the condition holds as well.
    public func filter(_ condition: (Columns<Entity>) -> Condition<Entity>) -> Query {
        filter(condition(Columns()))
    }

    /// The same for a condition that was made before.
    public func filter(_ condition: Condition<Entity>) -> Query {
        var query = self
        query.condition = self.condition.map { $0 && condition } ?? condition
        return query
    }

    /// Sorted by this, and among equals as they were sorted before.
    public func order(_ order: (Columns<Entity>) -> Order<Entity>) -> Query {
        self.order { [order($0)] }
    }

    /// Sorted by the first, among equals by the second, …
    public func order(_ orders: (Columns<Entity>) -> [Order<Entity>]) -> Query {
        var query = self
        query.orders = orders(Columns()) + self.orders
        return query
    }

    /// At most so many rows.
    public func limit(_ count: Int) -> Query {
        var query = self
        query.limit = Swift.max(0, Swift.min(count, limit ?? count))
        return query
    }

    /// Without the first so many rows.
    public func offset(_ count: Int) -> Query {
        var query = self
        query.offset = Swift.max(0, count)
        return query
    }

    /// One column of these rows, for `isIn` of another query.
    public func values<Kind: ValueConvertible>(_ path: KeyPath<Entity, Kind>) -> Subquery<Entity, Kind> {
        Subquery(query: self, column: Column(path))
    }
}

/// One column of the rows of a query.
public struct Subquery<Entity: Model, Kind: ValueConvertible>: Sendable {
    let query: Query<Entity>
    let column: Column<Entity, Kind>

    /// MySQL takes no `LIMIT` in a subquery of `IN`, but one in a table that is derived there.
    func write(_ builder: inout SQLBuilder) throws(DatabaseError) {
        let isCut = query.limit != nil || query.offset > 0
        builder.append(isCut ? "SELECT * FROM (SELECT " : "SELECT ")
        builder.append(try column.definition.quoted)
        builder.append(" FROM ")
        builder.append(Entity.table.storage.quoted)
        try query.writeCondition(&builder)
        guard isCut else { return }
        try query.writeOrder(&builder)
        query.writeCut(&builder)
        builder.append(") AS cut")
    }
}
