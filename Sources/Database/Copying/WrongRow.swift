/// Looks for the row that came back from the target as another, so that its owner can find it.
struct WrongRow {
    private let spool: RowSpool
    private let plan: [CopiedTable]
    private let read: [RowDigest]
    private let transaction: any Transaction

    init(_ spool: RowSpool, _ plan: [CopiedTable], _ read: [RowDigest], _ transaction: any Transaction) {
        (self.spool, self.plan, self.read, self.transaction) = (spool, plan, read, transaction)
    }

    /// - Returns: `nil` where none of that table's differs, or it has no key to look by.
    func error(in place: Int) throws -> DatabaseError? {
        let table = plan[place]
        guard !table.source.key.isEmpty else { return nil }
        try spool.rewind()
        for (earlier, digest) in zip(plan, read).prefix(place) {
            for _ in 0..<digest.count { _ = try spool.next(earlier.columns.count) }
        }
        for _ in 0..<read[place].count {
            let values = try spool.next(table.columns.count)
            if let error = try difference(values, table) { return error }
        }
        return nil
    }

    private func difference(_ values: [Value], _ table: CopiedTable) throws(DatabaseError) -> DatabaseError? {
        let schema = SchemaSQL(transaction.dialect)
        let conditions = table.source.key.map { "\(schema.quoted($0)) = ?" }.joined(separator: " AND ")
        let sql = "SELECT \(schema.list(table.columns)) FROM \(schema.quoted(table.name)) WHERE \(conditions)"
        guard let row = try transaction.first(sql, .positional(table.keyValues(values))) else {
            return DatabaseError(.decoding, "\(table.row(values)) is not found in the target by its key. Nothing was changed")
        }
        for (column, ((here, there), type)) in zip(table.columns, zip(zip(values, row.values), table.types))
        where PlainValue.of(here, type) != PlainValue.of(there, type) {
            return DatabaseError(
                .decoding,
                """
                \(table.row(values)): \(column) is \(CopiedTable.shown(here)), and would be \(CopiedTable.shown(there)) in the target. \
                Nothing was changed: mend it in the source
                """)
        }
        return nil
    }
}
