#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Makes any `Decodable` from a row: `first_name` gives `firstName`, NULL or a missing column gives `nil`.
///
/// A property is what ``ValueConvertible`` says it is; else a single value, as enums with raw values are. What has parts of its own
/// (a list, a struct) belongs into a ``JSONColumn``.
///
/// - Throws from every method: ``DatabaseError/Kind/decoding``, naming the column, what was wanted and what was found.
public struct RowDecoder: Sendable {
    /// A decoder of rows.
    public init() {}

    /// Reads a row as a model: a column by the property's name in snake case. Throws a ``DatabaseError`` of the kind `decoding`.
    public func decode<Model: Decodable>(_ type: Model.Type = Model.self, from row: Row) throws(DatabaseError) -> Model {
        try Self.decode(type, from: row, RowCursor(columns: row.columns))
    }

    /// Rows of one result: its columns are matched with the properties once.
    public func decode<Model: Decodable>(_ type: Model.Type = Model.self, from rows: [Row]) throws(DatabaseError) -> [Model] {
        guard let first = rows.first else { return [] }
        var cursor = RowCursor(columns: first.columns)
        var models: [Model] = []
        models.reserveCapacity(rows.count)
        for row in rows {
            // A model that keeps its decoder keeps its row.
            if !isKnownUniquelyReferenced(&cursor) { cursor = RowCursor(columns: first.columns) }
            models.append(try Self.decode(type, from: row, cursor))
        }
        return models
    }

    private static func decode<Model: Decodable>(
        _ type: Model.Type, from row: Row, _ cursor: RowCursor
    ) throws(DatabaseError) -> Model {
        cursor.move(to: row)
        do {
            let decoder = WholeRowDecoder(cursor: cursor)
            if type is any ValueConvertible.Type { return try decoder.singleValueContainer().decode(type) }
            return try Model(from: decoder)
        } catch let error as DatabaseError {
            throw error
        } catch {
            // A model's own init(from:) may throw what it likes.
            throw DatabaseError(.decoding, "\(type) can't be made from the row: \(Self.summary(of: error))")
        }
    }

    private static func summary(of error: any Error) -> String {
        guard case DecodingError.dataCorrupted(let context)? = error as? DecodingError else { return "\(error)" }
        let path = context.codingPath.map(\.stringValue).joined(separator: ".")
        return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
    }
}

/// A row as a decoder: keys are columns; a single value is the first column.
private struct WholeRowDecoder: Decoder {
    let cursor: RowCursor
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(RowContainer<Key>(cursor: cursor))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw DatabaseError(.decoding, "a row is not a list: decode a struct, or one column")
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        guard !cursor.columns.isEmpty, !cursor.values.isEmpty else {
            throw DatabaseError(.decoding, "the row has no columns")
        }
        return cursor.decoder(at: 0)
    }
}

private struct RowContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let cursor: RowCursor
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { cursor.columns.compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool { cursor.index(of: key.stringValue) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { cursor.isNull(at: try cursor.column(of: key.stringValue)) }

    func decode<Wanted: Decodable>(_ type: Wanted.Type, forKey key: Key) throws -> Wanted {
        try cursor.decode(type, key.stringValue)
    }

    // Not by the generic method: that asks at run time what the type is.
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try cursor.convert(key.stringValue) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try cursor.convert(key.stringValue) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try cursor.convert(key.stringValue) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try cursor.convert(key.stringValue) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try cursor.integer(key.stringValue) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try cursor.integer(key.stringValue) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try cursor.integer(key.stringValue) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try cursor.integer(key.stringValue) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try cursor.integer(key.stringValue) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try cursor.integer(key.stringValue) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try cursor.integer(key.stringValue) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try cursor.integer(key.stringValue) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try cursor.integer(key.stringValue) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try cursor.integer(key.stringValue) }

    // By one question each, where the library would ask three.
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try ifPresent(key)?.decode(type) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try ifPresent(key)?.decode(type) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try ifPresent(key)?.decode(type) }

    private func ifPresent(_ key: Key) -> ColumnDecoder? {
        guard let index = cursor.index(of: key.stringValue), !cursor.isNull(at: index) else { return nil }
        return cursor.decoder(at: index)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        throw DatabaseError.hasParts(column: key.stringValue)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw DatabaseError.hasParts(column: key.stringValue)
    }

    func superDecoder() throws -> any Decoder { throw DatabaseError.hasParts(column: "super") }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw DatabaseError.hasParts(column: key.stringValue) }
}

extension DatabaseError {
    static func hasParts(column: String) -> DatabaseError {
        DatabaseError(.decoding, "the column \(column) stands for a value with parts of its own: wrap it in JSONColumn")
    }
}
