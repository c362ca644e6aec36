// Writing one row, inside a transaction.

extension Repository {
    /// Adds a row. A key that is `nil` is left to the database.
    ///
    /// - Returns: the row as it is stored, with its key and what the database filled in.
    @discardableResult
    public func insert(_ entity: Entity, in transaction: any Transaction) throws(DatabaseError) -> Entity {
        try Entity.table.check()
        let (columns, values) = stored(entity)
        var statement = InsertStatement(storage, transaction.dialect, columns)
        statement.add(values)
        let key = storage.key?.read(entity) ?? .null
        return try Entity.table.explaining(transaction, .row(entity)) { () throws(DatabaseError) in
            try added(statement.builder, key: key, transaction)
        }
    }

    /// Writes all columns of the row with the model's key.
    ///
    /// - Returns: the row as it is stored, with its new version; `nil` where there is no such row.
    /// - Throws: ``DatabaseError/Kind/stale`` where the table has a version, and the row another than the model.
    @discardableResult
    public func update(_ entity: Entity, in transaction: any Transaction) throws(DatabaseError) -> Entity? {
        try Entity.table.check()
        var (entity, before) = (entity, Value.null)
        if let version = storage.version, let set = storage.setVersion, case .integer(let number) = version.read(entity) {
            before = .integer(number)
            set(&entity, .integer(number &+ 1))
        }
        let statement = try updateStatement(entity, before: before, transaction.dialect)
        let changes = try Entity.table.explaining(transaction, .row(entity)) { () throws(DatabaseError) in
            try transaction.execute(statement.sql, statement.parameters).changes
        }
        if changes > 0 { return entity }
        guard before != .null, let key = storage.key?.read(entity), try exists(key, in: transaction) else { return nil }
        throw DatabaseError(
            .stale, "the row of \(table) was changed since it was read: read it again, and decide again", sql: statement.sql)
    }

    /// Writes some columns of the row with a key: `posts.update(7, in: tx) { [$0.title.set(to: "New")] }`.
    ///
    /// - Returns: whether there is such a row.
    @discardableResult
    public func update(
        _ key: some ValueConvertible, in transaction: any Transaction,
        _ assignments: (Columns<Entity>) -> [Assignment<Entity>]
    ) throws(DatabaseError) -> Bool {
        try byKey(key).update(in: transaction, assignments) > 0
    }

    /// Adds a row; where there is one with the same key, or the same values in `paths`, it is overwritten.
    ///
    /// - Parameter paths: the columns of a unique index; none: the key.
    /// - Returns: the row as it is stored.
    @discardableResult
    public func upsert(
        _ entity: Entity, on paths: PartialKeyPath<Entity>..., in transaction: any Transaction
    ) throws(DatabaseError) -> Entity {
        try upsert(entity, paths: paths, in: transaction)
    }

    func upsert(
        _ entity: Entity, paths: [PartialKeyPath<Entity>], in transaction: any Transaction
    ) throws(DatabaseError) -> Entity {
        try upsert(entity, on: try conflict(paths), transaction)
    }

    /// Removes the row with a key.
    ///
    /// - Returns: whether there was such a row.
    @discardableResult
    public func delete(_ key: some ValueConvertible, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        try Entity.table.check()
        let sql = storage.statements(transaction.dialect).deleteByKey
        return try Entity.table.explaining(transaction, .children) { () throws(DatabaseError) in
            try transaction.execute(sql, .positional([key.databaseValue])).changes > 0
        }
    }

    func byKey(_ key: some ValueConvertible) -> Query<Entity> {
        let value = key.databaseValue
        return query.filter(
            Condition { (builder) throws(DatabaseError) in
                guard let key = Entity.table.storage.key?.definition else { return builder.append("1 = 0") }
                builder.compare(key, "=", value)
            })
    }

    /// The columns that an insert names, and their values.
    func stored(_ entity: Entity) -> (columns: [TableColumn<Entity>], values: [Value]) {
        let key = storage.key?.read(entity)
        let columns = key == .null ? storage.columns.filter { $0.definition !== storage.key?.definition } : storage.columns
        return (columns, columns.map { $0.read(entity) })
    }

    /// Runs an `INSERT` of one row, and reads what it made.
    private func added(_ statement: SQLBuilder, key: Value, _ transaction: any Transaction) throws(DatabaseError) -> Entity {
        guard transaction.dialect == .mysql else {
            let sql = statement.sql + " RETURNING " + storage.statements(transaction.dialect).list
            return try found(try transaction.first(sql, statement.parameters, as: Entity.self))
        }
        // MySQL has no RETURNING.
        let made = try transaction.execute(statement.sql, statement.parameters).lastInsertID
        return try found(try find(key == .null ? .integer(made) : key, in: transaction))
    }

    private func updateStatement(
        _ entity: Entity, before: Value, _ dialect: Dialect
    ) throws(DatabaseError) -> SQLBuilder {
        guard let key = storage.key else { throw DatabaseError(.misuse, "\(table) has no key") }
        var statement = SQLBuilder(dialect, "UPDATE \(storage.statements(dialect).table) SET ")
        let columns = storage.columns.filter { $0.definition !== key.definition }
        // A table of nothing but keys: the row is there or not.
        try statement.list(columns.isEmpty ? [key] : columns) { (builder, column) throws(DatabaseError) in
            builder.append(column.definition.quoted)
            builder.append(" = ")
            builder.bind(column.read(entity))
        }
        statement.append(" WHERE ")
        statement.compare(key.definition, "=", key.read(entity))
        if before != .null, let version = storage.version {
            statement.append(" AND ")
            statement.compare(version.definition, "=", before)
        }
        return statement
    }

    private func conflict(_ paths: [PartialKeyPath<Entity>]) throws(DatabaseError) -> [ColumnDefinition] {
        try Entity.table.check()
        var columns: [ColumnDefinition] = []
        for path in paths {
            guard let column = Entity.table.column(path) else {
                throw DatabaseError(.misuse, "\(path.debugDescription) is no column of the table \(table)")
            }
            columns.append(column)
        }
        if columns.isEmpty, let key = storage.key { columns = [key.definition] }
        return columns
    }

    private func upsert(
        _ entity: Entity, on conflict: [ColumnDefinition], _ transaction: any Transaction
    ) throws(DatabaseError) -> Entity {
        let (columns, values) = stored(entity)
        var statement = InsertStatement(storage, transaction.dialect, columns)
        statement.add(values)
        let isByKey = conflict.count == 1 && conflict[0] === storage.key?.definition
        // A key that the database has yet to give meets no other.
        let others = columns.map(\.definition).filter { column in
            column !== storage.key?.definition && !conflict.contains { $0 === column }
        }
        statement.overwrite(others, on: conflict, counting: storage.version?.definition)
        return try Entity.table.explaining(transaction, .row(entity)) { () throws(DatabaseError) in
            guard transaction.dialect == .mysql else { return try added(statement.builder, key: .null, transaction) }
            let made = try transaction.execute(statement.builder.sql, statement.builder.parameters).lastInsertID
            let key = storage.key?.read(entity) ?? .null
            if isByKey { return try found(try find(key == .null ? .integer(made) : key, in: transaction)) }
            return try found(
                try query.filter(same(entity, in: conflict)).first(in: transaction))
        }
    }

    private func same(_ entity: Entity, in columns: [ColumnDefinition]) -> Condition<Entity> {
        let values = storage.columns.filter { column in columns.contains { $0 === column.definition } }
            .map { (column: $0.definition, value: $0.read(entity)) }
        return Condition { (builder) throws(DatabaseError) in
            try builder.list(values, separator: " AND ") { (builder, pair) throws(DatabaseError) in
                builder.compare(pair.column, "=", pair.value)
            }
        }
    }

    private func found(_ entity: Entity?) throws(DatabaseError) -> Entity {
        guard let entity else { throw DatabaseError(.other, "the row that was added to \(table) is not there") }
        return entity
    }
}
