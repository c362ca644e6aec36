// A query as a statement.

extension Query {
    /// - Throws: ``DatabaseError/Kind/misuse`` where the table's declaration is wrong, or the query names what is no column.
    func select(_ dialect: Dialect) throws(DatabaseError) -> SQLBuilder {
        let table = Entity.table
        try table.check()
        var builder = SQLBuilder(dialect, table.storage.statements(dialect).select)
        try writeCondition(&builder)
        try writeOrder(&builder)
        writeCut(&builder)
        return builder
    }

    /// `SELECT expression FROM table WHERE …`, over the rows that the query means, cut or not.
    func select(
        _ dialect: Dialect, _ expression: (inout SQLBuilder) throws(DatabaseError) -> Void
    ) throws(DatabaseError) -> SQLBuilder {
        try Entity.table.check()
        var builder = SQLBuilder(dialect, "SELECT ")
        try expression(&builder)
        builder.append(" FROM ")
        guard limit != nil || offset > 0 else {
            builder.append(Entity.table.storage.quoted)
            try writeCondition(&builder)
            return builder
        }
        builder.append("(SELECT * FROM ")
        builder.append(Entity.table.storage.quoted)
        try writeCondition(&builder)
        try writeOrder(&builder)
        writeCut(&builder)
        builder.append(") AS cut")
        return builder
    }

    func writeCondition(_ builder: inout SQLBuilder) throws(DatabaseError) {
        guard let condition else { return }
        builder.append(" WHERE ")
        try condition.write(&builder)
    }

    func writeOrder(_ builder: inout SQLBuilder) throws(DatabaseError) {
        builder.append(" ORDER BY ")
        try builder.list(orders) { (builder, order) throws(DatabaseError) in try order.write(&builder) }
        guard let key = Entity.table.storage.key else { return }
        // The key's direction is that of the last order: one index serves both.
        for order in orders where try order.column().name == key.definition.name { return }
        if !orders.isEmpty { builder.append(", ") }
        builder.append(key.definition.quoted)
        if orders.last?.isDescending == true { builder.append(" DESC") }
    }

    func writeCut(_ builder: inout SQLBuilder) {
        guard limit != nil || offset > 0 else { return }
        builder.append(" LIMIT ")
        // SQLite and MySQL take no OFFSET without a LIMIT.
        builder.bind(.integer(limit.map(Int64.init) ?? .max))
        guard offset > 0 else { return }
        builder.append(" OFFSET ")
        builder.bind(.integer(Int64(offset)))
    }

    /// What changes or removes rows means all that the condition holds for.
    func refuseCut(_ what: String) throws(DatabaseError) {
        guard limit != nil || offset > 0 else { return }
        throw DatabaseError(
            .misuse, "\(what) of a query with a limit is not the same on all databases: filter by the keys of the rows instead")
    }
}
