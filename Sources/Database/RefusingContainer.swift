// Encoders can't throw when they are asked for a container: these throw at the first value instead. A container that stays empty
// gives no value, which its encoder notices.

struct RefusingContainer: UnkeyedEncodingContainer, SingleValueEncodingContainer {
    let column: String
    var codingPath: [any CodingKey] { [] }
    var count: Int { 0 }

    func encodeNil() throws { throw DatabaseError.hasParts(column: column) }
    func encode<Given: Encodable>(_ value: Given) throws { throw DatabaseError.hasParts(column: column) }

    func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(RefusingKeyedContainer(column: column))
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { self }
    func superEncoder() -> any Encoder { ColumnEncoder(column: column) }
}

struct RefusingKeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let column: String
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) throws { throw DatabaseError.hasParts(column: column) }
    func encode<Given: Encodable>(_ value: Given, forKey key: Key) throws { throw DatabaseError.hasParts(column: column) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
        KeyedEncodingContainer(RefusingKeyedContainer<Nested>(column: column))
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { RefusingContainer(column: column) }
    func superEncoder() -> any Encoder { ColumnEncoder(column: column) }
    func superEncoder(forKey key: Key) -> any Encoder { ColumnEncoder(column: column) }
}
