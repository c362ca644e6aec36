/// The encoder of one value: what encodes itself as a single value has its place in a column, what has parts does not.
final class ColumnEncoder: Encoder, SingleValueEncodingContainer {
    private let column: String
    private var value: Value?

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(column: String) {
        self.column = column
    }

    /// The one place where a property becomes a value.
    static func value<Given: Encodable>(of given: Given, column: String) throws -> Value {
        if let convertible = given as? any ValueConvertible { return convertible.databaseValue }
        let encoder = ColumnEncoder(column: column)
        try given.encode(to: encoder)
        guard let value = encoder.value else { throw DatabaseError.hasParts(column: column) }
        return value
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(RefusingKeyedContainer(column: column))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { RefusingContainer(column: column) }

    func encodeNil() { value = .null }
    func encode<Given: Encodable>(_ given: Given) throws { value = try Self.value(of: given, column: column) }
    func encode(_ given: Bool) { value = given.databaseValue }
    func encode(_ given: String) { value = .text(given) }
    func encode(_ given: Double) { value = .real(given) }
    func encode(_ given: Float) { value = .real(Double(given)) }
    func encode(_ given: Int) throws { value = try integer(given) }
    func encode(_ given: Int8) throws { value = try integer(given) }
    func encode(_ given: Int16) throws { value = try integer(given) }
    func encode(_ given: Int32) throws { value = try integer(given) }
    func encode(_ given: Int64) throws { value = try integer(given) }
    func encode(_ given: UInt) throws { value = try integer(given) }
    func encode(_ given: UInt8) throws { value = try integer(given) }
    func encode(_ given: UInt16) throws { value = try integer(given) }
    func encode(_ given: UInt32) throws { value = try integer(given) }
    func encode(_ given: UInt64) throws { value = try integer(given) }

    private func integer(_ given: some FixedWidthInteger) throws(DatabaseError) -> Value {
        guard let integer = Int64(exactly: given) else {
            throw DatabaseError(.decoding, "the value for \(column) is above the greatest integer of a column, \(Int64.max)")
        }
        return .integer(integer)
    }
}
