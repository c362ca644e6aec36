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
