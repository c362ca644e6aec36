#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

// Numbers over many rows. `nil` is left out of them, as SQL does.

extension Query {
    /// The least value; `nil` where there is none.
    public func min<Kind: ValueConvertible>(
        of path: KeyPath<Entity, Kind>, in transaction: any Transaction
    ) throws(DatabaseError) -> Kind? {
        try extreme("min", path, transaction)
    }

    /// The greatest value; `nil` where there is none.
    public func max<Kind: ValueConvertible>(
        of path: KeyPath<Entity, Kind>, in transaction: any Transaction
    ) throws(DatabaseError) -> Kind? {
        try extreme("max", path, transaction)
    }

    /// The same of a column that may be `nil`.
    public func min<Kind: ValueConvertible>(
        of path: KeyPath<Entity, Kind?>, in transaction: any Transaction
    ) throws(DatabaseError) -> Kind? {
        try extreme("min", path, transaction) ?? nil
    }

    /// The same of a column that may be `nil`.
    public func max<Kind: ValueConvertible>(
        of path: KeyPath<Entity, Kind?>, in transaction: any Transaction
    ) throws(DatabaseError) -> Kind? {
        try extreme("max", path, transaction) ?? nil
    }

    /// The sum; 0 of no rows.
    ///
    /// - Throws: ``DatabaseError/Kind/decoding`` where it is beyond 64 bits.
    public func sum<Kind: Summable>(
        of path: KeyPath<Entity, Kind>, in transaction: any Transaction
    ) throws(DatabaseError) -> Kind.Sum {
        let column = try Column(path).definition
        // SQLite adds texts as floating-point numbers.
        if transaction.dialect == .sqlite, column.isDecimal {
            return try values(of: path, in: transaction).reduce(into: Kind.Sum.zero) { $0 += $1.summand }
        }
        let value = try aggregate("sum", column, transaction)
        guard value != .null else { return .zero }
        guard let sum = Kind.Sum(databaseValue: value) else {
            throw .mismatch(column: "sum(\(column.name))", wanted: Kind.Sum.self, found: value)
        }
        return sum
    }

    /// The mean as a floating-point number; `nil` of no rows.
    public func average<Kind: Summable>(
        of path: KeyPath<Entity, Kind>, in transaction: any Transaction
    ) throws(DatabaseError) -> Double? {
        let column = try Column(path).definition
        let value = try aggregate("avg", column, transaction)
        return Double?(databaseValue: value) ?? nil
    }

    /// How many rows have each value of a column, by that value.
    public func counts<Kind: ValueConvertible & Hashable>(
        by path: KeyPath<Entity, Kind>, in transaction: any Transaction
    ) throws(DatabaseError) -> [Kind: Int] {
        let column = try Column(path).definition
        var statement = try select(transaction.dialect) { (builder) throws(DatabaseError) in
            builder.append(column.quoted)
            builder.append(", count(*)")
        }
        statement.append(" GROUP BY ")
        statement.append(column.quoted)
        var counts: [Kind: Int] = [:]
        for row in try transaction.query(statement.sql, statement.parameters) {
            counts[try row.get(at: 0, as: Kind.self), default: 0] += try row.get(at: 1, as: Int.self)
        }
        return counts
    }

    private func extreme<Kind: ValueConvertible>(
        _ function: String, _ path: KeyPath<Entity, Kind>, _ transaction: any Transaction
    ) throws(DatabaseError) -> Kind? {
        let column = try Column(path).definition
        // By order and not by the function: PostgreSQL has no max of booleans and UUIDs, and SQLite's knows no decimals.
        var query = self
        if limit == nil, offset == 0 {
            let order = Order<Entity>(isDescending: function == "max") { () throws(DatabaseError) in column }
            query.orders = [order]
            if column.isOptional { query = query.filter(Condition { $0.append(column, " IS NOT NULL") }) }
            return try query.limit(1).values(of: path, in: transaction).first
        }
        let value = try aggregate(function, column, transaction)
        return value == .null ? nil : Kind(databaseValue: value)
    }

    private func aggregate(
        _ function: String, _ column: ColumnDefinition, _ transaction: any Transaction
    ) throws(DatabaseError) -> Value {
        let statement = try select(transaction.dialect) { (builder) throws(DatabaseError) in
            builder.append("\(function)(")
            builder.append(column.quoted)
            builder.append(")")
        }
        return try transaction.first(statement.sql, statement.parameters)?.values.first ?? .null
    }
}

/// A type whose values can be added.
public protocol Summable: ValueConvertible {
    /// What a sum of these is: wide enough for many of them.
    associatedtype Sum: AdditiveArithmetic & ValueConvertible
    /// The value as a part of a sum.
    var summand: Sum { get }
}

/// Itself.
extension Int: Summable { public var summand: Int { self } }
/// Itself.
extension Int64: Summable { public var summand: Int64 { self } }
/// Itself, wider.
extension Int32: Summable { public var summand: Int64 { Int64(self) } }
/// Itself.
extension Double: Summable { public var summand: Double { self } }
/// Itself.
extension Decimal: Summable { public var summand: Decimal { self } }
extension Optional: Summable where Wrapped: Summable {
    /// The value, or nothing: `NULL` adds nothing.
    public var summand: Wrapped.Sum { self?.summand ?? .zero }
}
