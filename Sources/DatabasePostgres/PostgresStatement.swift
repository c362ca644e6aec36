import Database

/// A statement that the server has prepared for one connection.
final class PostgresStatement: CachedStatement {
    let name: String
    let text: StatementText
    /// Found at the first result: a prepared statement never changes them.
    var columns: [PostgresColumn]?
    var lastUse: UInt64 = 0

    init(name: String, text: StatementText) {
        self.name = name
        self.text = text
    }
}
