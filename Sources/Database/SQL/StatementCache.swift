/// A prepared statement that a ``StatementCache`` keeps.
package protocol CachedStatement: AnyObject {
    /// When the cache handed it out last, in its own count; belongs to the cache.
    var lastUse: UInt64 { get set }
}

/// Prepared statements of one connection by their text; the one not used for longest goes first.
package final class StatementCache<Statement: CachedStatement> {
    private let capacity: Int
    private var statements: [String: Statement] = [:]
    private var uses: UInt64 = 0

    package init(capacity: Int) {
        self.capacity = max(capacity, 1)
    }

    package func statement(for sql: String) -> Statement? {
        guard let statement = statements[sql] else { return nil }
        uses += 1
        statement.lastUse = uses
        return statement
    }

    /// Keeps a statement.
    ///
    /// - Returns: the one that had to go for it.
    @discardableResult
    package func insert(_ statement: Statement, for sql: String) -> Statement? {
        uses += 1
        statement.lastUse = uses
        let oldest = statements.count >= capacity ? removeOldest() : nil
        statements[sql] = statement
        return oldest
    }

    package func removeAll() {
        statements.removeAll()
    }

    /// A scan is right here: it happens only where a statement is compiled, which costs far more.
    private func removeOldest() -> Statement? {
        guard let oldest = statements.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return nil }
        return statements.removeValue(forKey: oldest.key)
    }
}
