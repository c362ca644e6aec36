extension Row {
    /// The value of a column as a Swift type.
    ///
    /// - Throws: ``DatabaseError/Kind/decoding``, naming the column, what was wanted and what was found; never the value.
    public func get<Wanted: ValueConvertible>(
        _ column: String, as type: Wanted.Type = Wanted.self
    ) throws(DatabaseError) -> Wanted {
        guard let index = columns.firstIndex(of: column) else {
            throw DatabaseError(.decoding, "there is no column \(column) in the result, only \(columns.joined(separator: ", "))")
        }
        return try get(at: index, as: type)
    }

    /// The value of a column by its place, from 0.
    public func get<Wanted: ValueConvertible>(
        at index: Int, as type: Wanted.Type = Wanted.self
    ) throws(DatabaseError) -> Wanted {
        guard values.indices.contains(index) else {
            throw DatabaseError(.decoding, "there is no column \(index) in the result, which has \(values.count)")
        }
        if let wanted = Wanted(databaseValue: values[index]) { return wanted }
        throw .mismatch(column: columns[index], wanted: type, found: values[index])
    }
}

extension DatabaseError {
    static func mismatch(column: String, wanted: Any.Type, found value: Value) -> DatabaseError {
        DatabaseError(.decoding, "the column \(column) should give \(wanted), and holds \(value.storageClass)")
    }
}

extension Value {
    /// What kind of value it is, as messages name it: `NULL`, `an integer`, …
    public var storageClass: String {
        switch self {
        case .null: "NULL"
        case .integer: "an integer"
        case .real: "a real number"
        case .text: "text"
        case .blob: "a blob"
        }
    }
}
