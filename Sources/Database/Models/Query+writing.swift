// What a query changes, inside a transaction.

extension Query {
    /// Writes some columns of all these rows.
    ///
    ///     try posts.filter { $0.authorID == id }.update(in: tx) { [$0.isHidden.set(to: true), $0.edits += 1] }
    ///
    /// - Returns: how many rows there were.
    @discardableResult
    public func update(
        in transaction: any Transaction, _ assignments: (Columns<Entity>) -> [Assignment<Entity>]
    ) throws(DatabaseError) -> Int {
        try refuseCut("an update")
        let table = Entity.table
        try table.check()
        let assignments = assignments(Columns())
        guard !assignments.isEmpty else { return try count(in: transaction) }
        var statement = SQLBuilder(transaction.dialect, "UPDATE \(table.storage.statements(transaction.dialect).table) SET ")
        try statement.list(assignments) { (builder, assignment) throws(DatabaseError) in
            builder.append(try assignment.column().quoted)
            builder.append(" = ")
            try assignment.write(&builder)
        }
        if let version = table.storage.version?.definition { statement.append(countingUp: version) }
        try writeCondition(&statement)
        return try table.explaining(transaction, .own) { () throws(DatabaseError) in
            try transaction.execute(statement.sql, statement.parameters).changes
        }
    }

    /// Removes all these rows.
    ///
    /// - Returns: how many there were.
    @discardableResult
    public func delete(in transaction: any Transaction) throws(DatabaseError) -> Int {
        try refuseCut("a deletion")
        try Entity.table.check()
        var statement = SQLBuilder(
            transaction.dialect, "DELETE FROM \(Entity.table.storage.statements(transaction.dialect).table)")
        try writeCondition(&statement)
        return try Entity.table.explaining(transaction, .children) { () throws(DatabaseError) in
            try transaction.execute(statement.sql, statement.parameters).changes
        }
    }
}

extension SQLBuilder {
    /// Whoever has read these rows before has an old version of them.
    fileprivate mutating func append(countingUp version: ColumnDefinition) {
        append(", ")
        append(version.quoted)
        append(" = ")
        append(version.quoted)
        append(" + 1")
    }
}
