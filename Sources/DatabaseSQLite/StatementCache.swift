import Database

/// Prepared statements by their text; the one not used for longest goes first.
final class StatementCache {
    private let capacity: Int
    private var statements: [String: SQLiteStatement] = [:]
    private var uses: UInt64 = 0

    init(capacity: Int) {
        self.capacity = max(capacity, 1)
    }

    func statement(for sql: String, on handle: OpaquePointer) throws(DatabaseError) -> SQLiteStatement {
        uses += 1
        if let statement = statements[sql] {
            statement.lastUse = uses
            return statement
        }
        let statement = try SQLiteStatement(sql, on: handle)
        statement.lastUse = uses
        if statements.count >= capacity { removeOldest() }
        statements[sql] = statement
        return statement
    }

    func removeAll() {
        statements.removeAll()
    }

    /// A scan is right here: it happens only where a statement is compiled, which costs far more.
    private func removeOldest() {
        if let oldest = statements.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            statements[oldest.key] = nil
        }
    }
}
