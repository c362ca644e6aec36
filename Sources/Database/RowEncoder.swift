/// Makes columns and values from any `Encodable`, in the order of its properties: `firstName` goes to `first_name`, `nil` to NULL.
///
/// - Throws from every method: ``DatabaseError/Kind/decoding``, naming the column, for what has parts of its own (see
///   ``JSONColumn``) or does not fit (a `UInt64` above `Int64.max`).
public struct RowEncoder: Sendable {
    /// A column and its value.
    public typealias Column = (name: String, value: Value)

    /// An encoder of rows.
    public init() {}

    /// A model's columns, in the order of its properties. Throws a ``DatabaseError`` of the kind `decoding`.
    public func encode<Model: Encodable>(_ model: Model) throws(DatabaseError) -> [Column] {
        let columns = EncodedColumns()
        do {
            try model.encode(to: WholeRowEncoder(columns: columns))
        } catch let error as DatabaseError {
            throw error
        } catch {
            throw DatabaseError(.decoding, "\(Model.self) can't be made a row: \(error)")
        }
        return columns.list
    }
}

/// What was encoded so far; it belongs to one call of ``RowEncoder/encode(_:)``.
private final class EncodedColumns {
    var list: [RowEncoder.Column] = []
}

private struct WholeRowEncoder: Encoder {
    let columns: EncodedColumns
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(RowEncodingContainer<Key>(columns: columns))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { RefusingContainer(column: "of the whole row") }
    func singleValueContainer() -> any SingleValueEncodingContainer { RefusingContainer(column: "of the whole row") }
}

private struct RowEncodingContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let columns: EncodedColumns
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { put(.null, key) }
    func encode<Given: Encodable>(_ value: Given, forKey key: Key) throws {
        put(try ColumnEncoder.value(of: value, column: key.stringValue), key)
    }

    // `nil` is a value of a column, not a column left out.
    func encodeIfPresent<Given: Encodable>(_ value: Given?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: String?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try encodeOrNull(value, key) }

    private func encodeOrNull<Given: Encodable>(_ value: Given?, _ key: Key) throws {
        guard let value else { return put(.null, key) }
        put(try ColumnEncoder.value(of: value, column: key.stringValue), key)
    }

    private func put(_ value: Value, _ key: Key) {
        columns.list.append((ColumnName.snakeCase(key.stringValue), value))
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
        KeyedEncodingContainer(RefusingKeyedContainer(column: key.stringValue))
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { RefusingContainer(column: key.stringValue) }
    func superEncoder() -> any Encoder { ColumnEncoder(column: "super") }
    func superEncoder(forKey key: Key) -> any Encoder { ColumnEncoder(column: key.stringValue) }
}
