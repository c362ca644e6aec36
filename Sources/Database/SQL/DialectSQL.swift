/// One thing said in the SQL of each engine: for schemas, where they differ most.
public struct DialectSQL: Sendable, Hashable {
    private let sqlite: String
    private let postgres: String
    private let mysql: String

    /// The same in each engine's words.
    public init(sqlite: String, postgres: String, mysql: String) {
        (self.sqlite, self.postgres, self.mysql) = (sqlite, postgres, mysql)
    }

    /// The same for all.
    public init(_ sql: String) {
        self.init(sqlite: sql, postgres: sql, mysql: sql)
    }

    /// The text for an engine.
    public subscript(dialect: Dialect) -> String {
        switch dialect {
        case .sqlite: sqlite
        case .postgres: postgres
        case .mysql: mysql
        }
    }
}
