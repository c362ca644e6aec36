/// How PostgreSQL gets from a column's type to another (https://www.postgresql.org/docs/current/sql-altertable.html, `USING`).
///
/// 1. Text that becomes shorter is not cast: a cast would cut it, where an assignment refuses what is too long.
/// 2. A truth value is a number by way of `INTEGER` alone, and a number is true unless it is 0.
/// 3. Bytes are text in UTF-8.
/// 4. Numbers become each other, and whatever else goes by way of its text.
struct PostgresCast {
    private let old: ColumnType
    private let new: ColumnType

    init(_ old: ColumnSchema, _ new: ColumnSchema) { (self.old, self.new) = (old.type, new.type) }

    /// `" USING …"`, or nothing.
    func using(_ column: String) -> String {
        let type = new.sql(.postgres).replacing(" COLLATE \"C\"", with: "")
        switch (kind(old), kind(new)) {
        case (.text, .text): return ""
        case (.boolean, .number): return " USING \(column)::INTEGER::\(type)"
        case (.number, .boolean): return " USING \(column) <> 0"
        case (.text, .blob): return " USING convert_to(\(column), 'UTF8')"
        case (.blob, .text): return " USING convert_from(\(column), 'UTF8')"
        case (.number, .number), (.text, _), (_, .text), (.custom, _), (_, .custom): return " USING \(column)::\(type)"
        default: return " USING \(column)::TEXT::\(type)"
        }
    }

    private enum Kind { case text, number, boolean, blob, custom, other }

    private func kind(_ type: ColumnType) -> Kind {
        switch type {
        case .text, .string: .text
        case .integer, .real, .decimal: .number
        case .boolean: .boolean
        case .blob: .blob
        case .custom: .custom
        case .timestamp, .uuid, .json: .other
        }
    }
}
