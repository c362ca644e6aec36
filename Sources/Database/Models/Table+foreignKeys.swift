// SQLite does not tell which foreign key was violated; the table knows which there are.

extension Table {
    /// Where to look for the columns of a violated foreign key.
    enum Suspects {
        /// The row that was written.
        case row(Entity)
        /// Any of the table's own.
        case own
        /// Tables that name the row that should go.
        case children
    }

    /// Runs `work`; a violated foreign key is thrown with its columns.
    func explaining<Success>(
        _ transaction: any Transaction, _ suspects: Suspects, _ work: () throws(DatabaseError) -> Success
    ) throws(DatabaseError) -> Success {
        do {
            return try work()
        } catch {
            guard case .foreignKeyViolation(columns: []) = error.kind, transaction.dialect == .sqlite else { throw error }
            var named = error
            named.kind = .foreignKeyViolation(columns: (try? columns(suspects, transaction)) ?? [])
            throw named
        }
    }

    private func columns(_ suspects: Suspects, _ transaction: any Transaction) throws(DatabaseError) -> [String] {
        switch suspects {
        case .own: return storage.columns.filter { $0.definition.reference != nil }.map { "\(name).\($0.definition.name)" }
        case .children: return try children(transaction)
        case .row(let entity):
            var columns: [String] = []
            for column in storage.columns where try isOrphan(entity, column, transaction) {
                columns.append("\(name).\(column.definition.name)")
            }
            return columns
        }
    }

    private func isOrphan(
        _ entity: Entity, _ column: TableColumn<Entity>, _ transaction: any Transaction
    ) throws(DatabaseError) -> Bool {
        guard let reference = column.definition.reference else { return false }
        let value = column.read(entity)
        guard value != .null else { return false }
        let (table, key) = (QuotedName(reference.table()).standard, QuotedName(reference.column()).standard)
        return try transaction.first("SELECT 1 FROM \(table) WHERE \(key) = ?", [value]) == nil
    }

    private func children(_ transaction: any Transaction) throws(DatabaseError) -> [String] {
        let sql = """
            SELECT schema.name, key."from" FROM sqlite_schema AS schema, pragma_foreign_key_list(schema.name) AS key
            WHERE schema.type = 'table' AND key."table" = ? COLLATE NOCASE AND key.on_delete IN ('NO ACTION', 'RESTRICT')
            ORDER BY 1, 2
            """
        var columns: [String] = []
        for row in try transaction.query(sql, [name.text]) {
            columns.append("\(try row.get(at: 0, as: String.self)).\(try row.get(at: 1, as: String.self))")
        }
        return columns
    }
}
