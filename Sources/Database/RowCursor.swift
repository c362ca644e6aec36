/// Where the decoding of a result is: a row, and which column belongs to which property, found once for all rows.
///
/// A `Decodable` asks for its keys in the same order for every row: the answer to the n-th question is kept at place n.
///
/// It belongs to the decoding of one result, on one thread.
final class RowCursor {
    let columns: [String]
    private(set) var values: [Value] = []
    private var answers: [Answer] = []
    private var next = 0

    /// What is known of a property.
    private struct Answer {
        let key: String
        /// `nil`: there is no column for it.
        let index: Int?
        /// The type that was asked for last, and how it is made of a value: looking that up costs more than making it.
        var type: ObjectIdentifier?
        var convertible: (any ValueConvertible.Type)?
    }

    init(columns: [String]) {
        self.columns = columns
        answers.reserveCapacity(columns.count)
    }

    func move(to row: Row) {
        values = row.values
        next = 0
    }

    /// The column of a property: of the same name, or of the same name in snake case.
    func index(of key: String) -> Int? { answers[place(of: key)].index }

    /// The column of a property that has to have one.
    func column(of key: String) throws(DatabaseError) -> Int {
        guard let index = index(of: key) else { throw missing(key) }
        return index
    }

    /// A column as a decoder of its value.
    func decoder(at index: Int) -> ColumnDecoder { ColumnDecoder(value: values[index], column: columns[index]) }

    func isNull(at index: Int) -> Bool {
        if case .null = values[index] { return true }
        return false
    }

    func convert<Wanted: ValueConvertible>(_ key: String) throws(DatabaseError) -> Wanted {
        let index = try column(of: key)
        return try values[index].converted(in: columns[index])
    }

    func integer<Wanted: FixedWidthInteger>(_ key: String) throws(DatabaseError) -> Wanted {
        let index = try column(of: key)
        return try values[index].integer(in: columns[index])
    }

    func decode<Wanted: Decodable>(_ type: Wanted.Type, _ key: String) throws -> Wanted {
        let place = place(of: key)
        guard let index = answers[place].index else { throw missing(key) }
        if answers[place].type != ObjectIdentifier(type) {
            answers[place].type = ObjectIdentifier(type)
            answers[place].convertible = type as? any ValueConvertible.Type
        }
        return try decoder(at: index).decode(type, by: answers[place].convertible)
    }

    private func place(of key: String) -> Int {
        if next < answers.count, answers[next].key == key {
            next += 1
            return next - 1
        }
        // Whether there is one, whether it is NULL, what it is: the same key again.
        if next > 0, answers[next - 1].key == key { return next - 1 }
        if let known = answers.firstIndex(where: { $0.key == key }) {
            next = known + 1
            return known
        }
        answers.append(
            Answer(key: key, index: columns.firstIndex(of: key) ?? columns.firstIndex(of: ColumnName.snakeCase(key))))
        next = answers.count
        return next - 1
    }

    /// The text of an error where a property has no column.
    private func missing(_ key: String) -> DatabaseError {
        let snake = ColumnName.snakeCase(key)
        let wanted = snake == key ? key : "\(snake) (or \(key))"
        return DatabaseError(.decoding, "there is no column \(wanted) in the result, only \(columns.joined(separator: ", "))")
    }
}
