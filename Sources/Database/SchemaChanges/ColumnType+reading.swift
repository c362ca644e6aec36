extension ColumnType {
    /// The type that a database tells of; what no model declares is custom.
    init(_ text: String, in dialect: Dialect) {
        let (name, arguments) = Self.parts(text.uppercased())
        let known: ColumnType? =
            switch dialect {
            case .sqlite: Self.sqlite(name, arguments)
            case .postgres: Self.postgres(name, arguments)
            case .mysql: Self.mysql(name, arguments)
            }
        self = known ?? .custom(DialectSQL(text))
    }

    /// Whether it is told in the words of an engine: a narrower number of another program's table, say.
    var isCustom: Bool {
        if case .custom = self { true } else { false }
    }

    /// `NUMERIC(38,10)` is a name and two numbers.
    private static func parts(_ text: String) -> (String, [Int]) {
        guard let open = text.firstIndex(of: "("), let close = text[open...].firstIndex(of: ")") else { return (text, []) }
        let rest = text[text.index(after: close)...]
        let numbers = text[text.index(after: open)..<close].split(separator: ",").compactMap { Int($0.filter { $0 != " " }) }
        return (String(text[..<open]) + String(rest), numbers)
    }

    private static func sqlite(_ name: String, _ arguments: [Int]) -> ColumnType? {
        switch name {
        case "INTEGER": .integer
        case "REAL": .real
        case "BOOLEAN": .boolean
        case "TEXT": .text
        case "VARCHAR": arguments.first.map(ColumnType.string)
        case "DATETIME": .timestamp
        case "BLOB": .blob
        default: nil
        }
    }

    private static func postgres(_ name: String, _ arguments: [Int]) -> ColumnType? {
        switch name {
        case "BIGINT": .integer
        case "DOUBLE PRECISION": .real
        case "BOOLEAN": .boolean
        case "TEXT": .text
        case "CHARACTER VARYING": arguments.first.map(ColumnType.string)
        case "NUMERIC" where arguments.count == 2: .decimal(arguments[0], arguments[1])
        case "TIMESTAMP WITH TIME ZONE": .timestamp
        case "UUID": .uuid
        case "JSONB": .json
        case "BYTEA": .blob
        default: nil
        }
    }

    private static func mysql(_ name: String, _ arguments: [Int]) -> ColumnType? {
        switch name {
        case "BIGINT": .integer
        case "DOUBLE": .real
        case "TINYINT" where arguments == [1]: .boolean
        case "LONGTEXT": .text
        case "VARCHAR": arguments.first.map(ColumnType.string)
        case "DECIMAL" where arguments.count == 2: .decimal(arguments[0], arguments[1])
        case "DATETIME" where arguments == [6]: .timestamp
        case "CHAR" where arguments == [36]: .uuid
        case "LONGBLOB": .blob
        default: nil
        }
    }
}
