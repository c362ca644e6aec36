/// Rows with what belongs to them: one query for the rows, and one for each relation.
public struct QueryWithRelations<Entity: Model, each Loaded: Sendable>: Sendable {
    let query: Query<Entity>
    let relations: (repeat Relation<Entity, each Loaded>)

    /// All rows with what belongs to them: one query more for each relation, however many rows there are.
    public func all(in transaction: any Transaction) throws(DatabaseError) -> [(Entity, repeat each Loaded)] {
        try joined(try query.all(in: transaction), transaction)
    }

    /// The first row with what belongs to it; `nil` where there is none.
    public func first(in transaction: any Transaction) throws(DatabaseError) -> (Entity, repeat each Loaded)? {
        try joined(try query.limit(1).all(in: transaction), transaction).first
    }

    /// A page of rows with what belongs to them, and how many rows there are in all.
    public func page(
        _ number: Int, size: Int, in transaction: any Transaction
    ) throws(DatabaseError) -> ResultPage<(Entity, repeat each Loaded)> {
        let page = try query.page(number, size: size, in: transaction)
        return ResultPage(
            items: try joined(page.items, transaction), number: page.number, size: page.size, total: page.total)
    }

    private func joined(
        _ rows: [Entity], _ transaction: any Transaction
    ) throws(DatabaseError) -> [(Entity, repeat each Loaded)] {
        let loaded = (repeat try (each relations).load(for: rows, in: transaction))
        var joined: [(Entity, repeat each Loaded)] = []
        joined.reserveCapacity(rows.count)
        for index in rows.indices { joined.append((rows[index], repeat (each loaded)[index])) }
        return joined
    }
}

extension QueryWithRelations {
    /// All rows with what belongs to them, in a transaction of its own.
    public func all(in database: some DatabaseAccess) async throws -> [(Entity, repeat each Loaded)] {
        try await database.read { try all(in: $0) }
    }

    /// The first row with what belongs to it, in a transaction of its own; `nil` where there is none.
    public func first(in database: some DatabaseAccess) async throws -> (Entity, repeat each Loaded)? {
        try await database.read { try first(in: $0) }
    }

    /// A page of rows with what belongs to them, in a transaction of its own.
    public func page(
        _ number: Int, size: Int, in database: some DatabaseAccess
    ) async throws -> ResultPage<(Entity, repeat each Loaded)> {
        try await database.read { try page(number, size: size, in: $0) }
    }
}

extension Query {
    /// These rows, and with each what belongs to it.
    public func with<each Loaded: Sendable>(
        _ relations: repeat Relation<Entity, each Loaded>
    ) -> QueryWithRelations<Entity, repeat each Loaded> {
        QueryWithRelations(query: self, relations: (repeat each relations))
    }
}
