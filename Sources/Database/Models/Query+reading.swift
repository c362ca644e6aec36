// What a query gives, inside a transaction.

extension Query {
    /// All rows.
    public func all(in transaction: any Transaction) throws(DatabaseError) -> [Entity] {
        let statement = try select(transaction.dialect)
        return try transaction.query(statement.sql, statement.parameters, as: Entity.self)
    }

    /// The first row; `nil` where there is none.
    public func first(in transaction: any Transaction) throws(DatabaseError) -> Entity? {
        let statement = try limit(1).select(transaction.dialect)
        return try transaction.first(statement.sql, statement.parameters, as: Entity.self)
    }

    /// How many rows there are.
    public func count(in transaction: any Transaction) throws(DatabaseError) -> Int {
        let statement = try select(transaction.dialect) { $0.append("count(*)") }
        return try transaction.scalar(statement.sql, statement.parameters) ?? 0
    }

    /// Whether there is any row.
    public func exists(in transaction: any Transaction) throws(DatabaseError) -> Bool {
        var statement = try select(transaction.dialect) { $0.append("1") }
        statement.append(" LIMIT 1")
        return try transaction.first(statement.sql, statement.parameters) != nil
    }

    /// One column of each row.
    public func values<Kind: ValueConvertible>(
        of path: KeyPath<Entity, Kind>, in transaction: any Transaction
    ) throws(DatabaseError) -> [Kind] {
        let column = try Column(path).definition
        var statement = SQLBuilder(transaction.dialect, "SELECT ")
        statement.append(column.quoted)
        statement.append(" FROM ")
        statement.append(Entity.table.storage.quoted)
        try writeCondition(&statement)
        try writeOrder(&statement)
        writeCut(&statement)
        var values: [Kind] = []
        for row in try transaction.query(statement.sql, statement.parameters) { values.append(try row.get(at: 0)) }
        return values
    }

    /// A page of the rows and how many there are in all: two statements on one state.
    ///
    /// - Parameters:
    ///   - number: from 1; below that is 1.
    ///   - size: from 1.
    public func page(
        _ number: Int, size: Int, in transaction: any Transaction
    ) throws(DatabaseError) -> ResultPage<Entity> {
        let (number, size) = (Swift.max(1, number), Swift.max(1, size))
        let (start, isBeyond) = (number - 1).multipliedReportingOverflow(by: size)
        let total = try count(in: transaction)
        let items = isBeyond || start >= total ? [] : try inner(start, size).all(in: transaction)
        return ResultPage(items: items, number: number, size: size, total: total)
    }

    /// A part of what the query itself is cut to.
    private func inner(_ start: Int, _ size: Int) -> Query {
        var query = self
        query.offset = offset + start
        query.limit = limit.map { Swift.min(size, Swift.max(0, $0 - start)) } ?? size
        return query
    }
}

/// A page of rows.
public struct ResultPage<Entity: Sendable>: Sendable {
    /// The rows of this page.
    public let items: [Entity]
    /// From 1.
    public let number: Int
    /// How many rows a full page has.
    public let size: Int
    /// How many rows there are on all pages.
    public let total: Int

    /// A page of rows that were found already.
    public init(items: [Entity], number: Int, size: Int, total: Int) {
        (self.items, self.number, self.size, self.total) = (items, number, size, total)
    }

    /// How many pages there are.
    public var pages: Int { (total + size - 1) / size }
    /// Whether there is a page before this one.
    public var hasPrevious: Bool { number > 1 && total > 0 }
    /// Whether there is a page after this one.
    public var hasNext: Bool { number < pages }
}

extension ResultPage: Equatable where Entity: Equatable {}
