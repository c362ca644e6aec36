/// What a column holds, whatever the engine; each has its own words for it.
public enum ColumnType: Sendable, Hashable {
    /// 64 bits with a sign.
    case integer
    /// 64 bits, IEEE 754.
    case real
    /// True or false; 0 or 1 where the engine has no such type.
    case boolean
    /// Text of any length. Its order is that of its bytes on every engine; where it is indexed, MySQL takes 255 characters.
    case text
    /// Text of at most so many characters; SQLite takes more.
    case string(Int)
    /// Digits, kept exactly; so many in all, and so many behind the point.
    case decimal(Int, Int)
    /// A moment in UTC, to the microsecond.
    case timestamp
    /// A UUID; text in lower case where the engine has no such type.
    case uuid
    /// JSON; text where the engine has no such type.
    case json
    /// Bytes.
    case blob
    /// Whatever else, in the words of each engine.
    case custom(DialectSQL)
}

extension ColumnType {
    /// How many digits a `Decimal` has where the table does not say: what `Foundation.Decimal` holds, ten of them behind the point.
    public static var decimal: ColumnType { .decimal(38, 10) }

    /// The type as `CREATE TABLE` has it.
    ///
    /// - Parameter isIndexed: MySQL indexes text only up to a length.
    func sql(_ dialect: Dialect, isIndexed: Bool = false) -> String {
        switch dialect {
        case .sqlite: sqlite
        case .postgres: postgres
        case .mysql: mysql(isIndexed)
        }
    }

    /// By affinity (https://sqlite.org/datatype3.html): what must stay as it was written is TEXT.
    private var sqlite: String {
        switch self {
        case .integer: "INTEGER"
        case .real: "REAL"
        case .boolean: "BOOLEAN"
        case .text, .decimal, .uuid, .json: "TEXT"
        case .string(let length): "VARCHAR(\(length))"
        case .timestamp: "DATETIME"
        case .blob: "BLOB"
        case .custom(let sql): sql[.sqlite]
        }
    }

    /// Text by bytes, as the other engines have it, and not by the language of the server.
    private var postgres: String {
        switch self {
        case .integer: "BIGINT"
        case .real: "DOUBLE PRECISION"
        case .boolean: "BOOLEAN"
        case .text: "TEXT COLLATE \"C\""
        case .string(let length): "VARCHAR(\(length)) COLLATE \"C\""
        case .decimal(let precision, let scale): "NUMERIC(\(precision),\(scale))"
        case .timestamp: "TIMESTAMP WITH TIME ZONE"
        case .uuid: "UUID"
        case .json: "JSONB"
        case .blob: "BYTEA"
        case .custom(let sql): sql[.postgres]
        }
    }

    private func mysql(_ isIndexed: Bool) -> String {
        switch self {
        case .integer: "BIGINT"
        case .real: "DOUBLE"
        case .boolean: "TINYINT(1)"
        case .text: isIndexed ? "VARCHAR(255)" : "LONGTEXT"
        case .string(let length): "VARCHAR(\(length))"
        case .decimal(let precision, let scale): "DECIMAL(\(precision),\(scale))"
        case .timestamp: "DATETIME(6)"
        case .uuid: "CHAR(36)"
        case .json: "LONGTEXT"
        case .blob: "LONGBLOB"
        case .custom(let sql): sql[.mysql]
        }
    }
}
