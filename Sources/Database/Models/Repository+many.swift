// Writing many rows, inside a transaction.

extension Repository {
    /// Adds rows, many with one statement. Keys that are `nil` are left to the database.
    ///
    /// - Returns: how many were added.
    @discardableResult
    public func insert(
        contentsOf entities: some Sequence<Entity>, in transaction: any Transaction
    ) throws(DatabaseError) -> Int {
        try Entity.table.check()
        let all = Array(entities)
        let (keyed, unkeyed) = (all.filter { storage.key?.read($0) != .null }, all.filter { storage.key?.read($0) == .null })
        return try insert(alike: keyed, transaction) + insert(alike: unkeyed, transaction)
    }

    /// Removes rows by their keys.
    ///
    /// - Returns: how many were there.
    @discardableResult
    public func delete(
        _ keys: some Sequence<some ValueConvertible>, in transaction: any Transaction
    ) throws(DatabaseError) -> Int {
        let values = keys.map(\.databaseValue)
        return try query.filter(
            Condition { (builder) throws(DatabaseError) in
                guard let key = Entity.table.storage.key?.definition else { return builder.append("1 = 0") }
                try builder.append(key, isIn: values)
            }
        ).delete(in: transaction)
    }

    /// Full statements have as many rows as fit, so that they are few; the rest has its own.
    private func insert(alike entities: [Entity], _ transaction: any Transaction) throws(DatabaseError) -> Int {
        guard let first = entities.first else { return 0 }
        let columns = stored(first).columns
        let size = columns.isEmpty ? 1 : max(1, min(500, ParameterLimit.statement / columns.count))
        var added = 0
        for start in stride(from: 0, to: entities.count, by: size) {
            var statement = InsertStatement(storage, transaction.dialect, columns)
            for entity in entities[start..<min(start + size, entities.count)] {
                statement.add(columns.map { $0.read(entity) })
            }
            added += try Entity.table.explaining(transaction, .own) { () throws(DatabaseError) in
                try transaction.execute(statement.builder.sql, statement.builder.parameters).changes
            }
        }
        return added
    }
}
