/// A table of the source, and where its columns go.
struct CopiedTable: Sendable {
    let source: TableSchema
    let target: TableSchema
    var name: SQLName { source.name }
    /// In the source's order.
    var columns: [SQLName] { source.columns.map(\.name) }
    /// What tells how a value is compared: of both sides' types the one that says more.
    let types: [ColumnType]

    init(_ source: TableSchema, _ target: TableSchema?) throws(DatabaseError) {
        guard let target else {
            throw DatabaseError(
                .misuse, "the target has no table \(source.name), as no migration makes it: copy without it, or add one")
        }
        var types: [ColumnType] = []
        for column in source.columns {
            guard let other = target.column(column.name) else {
                throw DatabaseError(
                    .misuse, "\(source.name).\(column.name) has no place in the target: no migration makes that column")
            }
            types.append(Self.telling(column.type, other.type))
        }
        (self.source, self.target, self.types) = (source, target, types)
    }

    private static func telling(_ one: ColumnType, _ other: ColumnType) -> ColumnType {
        for type in [one, other] {
            switch type {
            case .json, .decimal, .timestamp, .uuid, .boolean, .real: return type
            case .custom(let sql) where sql[.postgres].lowercased().hasPrefix("timestamp"): return .timestamp
            case .custom(let sql) where sql[.postgres].lowercased().hasPrefix("json"): return .json
            case .custom(let sql) where sql[.postgres].lowercased().hasPrefix("numeric"): return .decimal
            default: break
            }
        }
        return one
    }

    func keyValues(_ values: [Value]) -> [Value] {
        source.key.compactMap { name in columns.firstIndex(of: name).map { values[$0] } }
    }

    /// For people: `items, the row with id 3`.
    func row(_ values: [Value]) -> String {
        let key = zip(source.key, keyValues(values)).map { "\($0) \(Self.shown($1))" }
        return key.isEmpty ? "\(name), a row" : "\(name), the row with \(key.joined(separator: ", "))"
    }

    /// Not more of a value than tells which.
    static func shown(_ value: Value) -> String {
        switch value {
        case .null: return "NULL"
        case .integer(let integer): return String(integer)
        case .real(let real): return "\(real)"
        case .text(let text): return "'\(text.count > 60 ? text.prefix(60) + "…" : text)'"
        case .blob(let bytes): return "\(bytes.count) bytes"
        }
    }

    static func sorted(_ tables: [CopiedTable]) -> [CopiedTable] {
        var (rest, sorted) = (tables, [CopiedTable]())
        while !rest.isEmpty {
            let waiting = Set(rest.map(\.name))
            let next = rest.firstIndex { table in
                table.target.foreignKeys.allSatisfy { $0.table == table.name || !waiting.contains($0.table) }
            }
            sorted.append(rest.remove(at: next ?? 0))
        }
        return sorted
    }
}

/// How many rows a table has, and a sum over them that does not depend on their order.
struct RowDigest: Sendable, Hashable {
    private(set) var count = 0
    private var first: UInt64 = 0
    private var second: UInt64 = 0

    mutating func add(_ row: Row, _ table: CopiedTable) {
        count += 1
        var hash = FNV()
        for (value, type) in zip(row.values, table.types) { hash.add(PlainValue.of(value, type)) }
        first &+= hash.value
        second &+= hash.value.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15).high ^ hash.value
    }

    var text: String { String(first ^ second.byteSwapped, radix: 16) }

    /// FNV-1a: it is to notice what was lost, not whom to trust.
    private struct FNV {
        var value: UInt64 = 0xcbf2_9ce4_8422_2325

        mutating func add(_ plain: Value) {
            switch plain {
            case .null: add(0, [])
            case .integer(let integer): add(1, withUnsafeBytes(of: integer.littleEndian, Array.init))
            case .real(let real): add(2, withUnsafeBytes(of: real.bitPattern.littleEndian, Array.init))
            case .text(let text): add(3, Array(text.utf8))
            case .blob(let bytes): add(4, bytes)
            }
        }

        private mutating func add(_ kind: UInt8, _ bytes: [UInt8]) {
            mix(kind)
            for byte in withUnsafeBytes(of: UInt64(bytes.count).littleEndian, Array.init) { mix(byte) }
            for byte in bytes { mix(byte) }
        }

        private mutating func mix(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
}
