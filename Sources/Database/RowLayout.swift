/// Which column belongs to which property, found once for all rows of a result.
///
/// A `Decodable` asks for its keys in the same order for every row: the answer to the n-th question is kept at place n.
///
/// It belongs to the decoding of one result, on one thread.
final class RowLayout {
    private let columns: [String]
    private var answers: [(key: String, index: Int?)] = []
    private var next = 0

    init(columns: [String]) {
        self.columns = columns
    }

    /// Before the first question about a row.
    func startRow() {
        next = 0
    }

    /// The column of a property: of the same name, or of the same name in snake case.
    func index(of key: String) -> Int? {
        if next > 0, answers[next - 1].key == key { return answers[next - 1].index }
        if next < answers.count, answers[next].key == key {
            next += 1
            return answers[next - 1].index
        }
        if let known = answers.firstIndex(where: { $0.key == key }) {
            next = known + 1
            return answers[known].index
        }
        answers.append((key, columns.firstIndex(of: key) ?? columns.firstIndex(of: ColumnName.snakeCase(key))))
        next = answers.count
        return answers[next - 1].index
    }

    /// The text of an error where a property has no column.
    func missing(_ key: String) -> DatabaseError {
        let snake = ColumnName.snakeCase(key)
        let wanted = snake == key ? key : "\(snake) (or \(key))"
        return DatabaseError(.decoding, "there is no column \(wanted) in the result, only \(columns.joined(separator: ", "))")
    }
}

/// The names of columns for the names of properties.
enum ColumnName {
    /// `authorID` → `author_id`, `firstName` → `first_name`, `URLPath` → `url_path`.
    static func snakeCase(_ name: String) -> String {
        // Most names are such already, and each model of each request asks for all of its own.
        if name.utf8.allSatisfy({ $0 < 0x80 && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) { return name }
        let scalars = Array(name.unicodeScalars)
        guard scalars.contains(where: isUpper) else { return name }
        var snake = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            if isUpper(scalar), startsWord(at: index, in: scalars) { snake.append("_") }
            if scalar.isASCII {
                snake.append(isUpper(scalar) ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar)
            } else {
                snake.append(contentsOf: String(scalar).lowercased().unicodeScalars)
            }
        }
        return String(snake)
    }

    /// A capital starts a word after a small letter or digit, and after a capital when a small letter follows.
    private static func startsWord(at index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        guard index > 0, scalars[index - 1] != "_" else { return false }
        if !isUpper(scalars[index - 1]) { return true }
        return index + 1 < scalars.count && scalars[index + 1].properties.isLowercase
    }

    /// Unicode's tables are asked only about what is not ASCII: each model of each request comes by here.
    private static func isUpper(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? ("A"..."Z").contains(scalar) : scalar.properties.isUppercase
    }
}
