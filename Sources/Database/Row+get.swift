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
        return try values[index].converted(in: columns[index])
    }
}

extension DatabaseError {
    static func mismatch(column: String, wanted: Any.Type, found value: Value) -> DatabaseError {
        DatabaseError(.decoding, "the column \(column) should give \(wanted), and holds \(value.storageClass)")
    }
}

extension Value {
    /// The value as what a property wants.
    ///
    /// - Parameter column: the name for the error.
    func converted<Wanted: ValueConvertible>(in column: @autoclosure () -> String) throws(DatabaseError) -> Wanted {
        if let wanted = Wanted(databaseValue: self) { return wanted }
        throw .mismatch(column: column(), wanted: Wanted.self, found: self)
    }

    /// The same for any integer, also one that is not ``ValueConvertible``.
    func integer<Wanted: FixedWidthInteger>(in column: @autoclosure () -> String) throws(DatabaseError) -> Wanted {
        if let wanted = Wanted(exactlyIn: self) { return wanted }
        throw .mismatch(column: column(), wanted: Wanted.self, found: self)
    }

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
