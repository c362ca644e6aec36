/// Rows of text in columns as wide as their widest entry.
struct TextTable: CustomStringConvertible {
    var header: [String]?
    var rows: [[String]]

    var description: String {
        let all = (header.map { [$0] } ?? []) + rows
        let widths = (all.first ?? []).indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
                .joined(separator: "  ").trimmingTrailingSpaces
        }.joined(separator: "\n")
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
