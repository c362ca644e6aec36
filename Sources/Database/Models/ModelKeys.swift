/// The coding keys of a model, found by letting it decode itself from made-up values: so that a table and its model are compared before
/// the first row is read.
struct ModelKeys<Entity: Model> {
    private let probe: ModelProbe

    init(_ type: Entity.Type) {
        probe = ModelProbe()
        _ = try? Entity(from: ProbingDecoder(probe: probe))
    }

    /// Columns without a coding key, and coding keys without a column.
    func problems(_ columns: [TableColumn<Entity>]) -> [String] {
        var problems: [String] = []
        var known: Set<String> = []
        for column in columns {
            if let key = key(of: column) {
                known.insert(key)
            } else {
                let name = column.property ?? column.definition.name.text
                problems.append("\(name) is a column, and no coding key of \(Entity.self)")
            }
        }
        for key in probe.keys where !known.contains(key) {
            problems.append("\(key) is a coding key of \(Entity.self), and no column: declare it, or leave it out of CodingKeys")
        }
        return problems
    }

    /// What a column is called in a result, where the decoder would not find it by its own name.
    func alias(of column: TableColumn<Entity>) -> QuotedName? {
        guard let key = key(of: column), let name = SQLName(validating: key) else { return nil }
        let own = column.definition.name.text
        return own == key || own == ColumnName.snakeCase(key) ? nil : QuotedName(name)
    }

    /// A key is a column's where it is the property's name, the column's, or the column's in snake case.
    private func key(of column: TableColumn<Entity>) -> String? {
        let own = column.definition.name.text
        for name in [column.property, own].compactMap(\.self) where probe.exists(name) { return name }
        return probe.keys.first { ColumnName.snakeCase($0) == own }
    }
}

/// What a probe has seen; it belongs to one call.
private final class ModelProbe {
    var keys: [String] = []
    /// Whether the model's type of keys has one of a name.
    var exists: (String) -> Bool = { _ in false }

    func note(_ key: some CodingKey) {
        if !keys.contains(key.stringValue) { keys.append(key.stringValue) }
    }
}

/// Where a value can't be made up, the probe ends with the keys it has seen.
private struct ProbeEnd: Error {}

private struct ProbingDecoder: Decoder {
    let probe: ModelProbe
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        probe.exists = { Key(stringValue: $0) != nil }
        return KeyedDecodingContainer(ProbingContainer<Key>(probe: probe))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw ProbeEnd() }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw ProbeEnd() }
}

private struct ProbingContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let probe: ModelProbe
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool {
        probe.note(key)
        return true
    }

    func decodeNil(forKey key: Key) -> Bool {
        probe.note(key)
        return true
    }

    func decode<Wanted: Decodable>(_ type: Wanted.Type, forKey key: Key) throws -> Wanted {
        probe.note(key)
        for value in Self.madeUp {
            if let wanted = try? ColumnDecoder(value: value, column: key.stringValue).decode(type) { return wanted }
        }
        if let cases = type as? any CaseIterable.Type, let first = Self.first(of: cases) as? Wanted { return first }
        throw ProbeEnd()
    }

    private static var madeUp: [Value] {
        [
            .integer(0), .text(""), .real(0), .blob([]), .null, .text("00000000-0000-0000-0000-000000000000"),
            .text("1970-01-01"), .text("[]"), .text("{}"), .text("null"), .text("0"), .integer(1),
        ]
    }

    private static func first<Cases: CaseIterable>(of cases: Cases.Type) -> Any? { Cases.allCases.first }

    func nestedContainer<Nested: CodingKey>(keyedBy: Nested.Type, forKey: Key) throws -> KeyedDecodingContainer<Nested> {
        throw ProbeEnd()
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw ProbeEnd() }
    func superDecoder() throws -> any Decoder { throw ProbeEnd() }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw ProbeEnd() }
}
