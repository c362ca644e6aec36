// The methods inside a transaction.

extension Repository {
    /// The row with an id; `nil` where there is none.
    public func find(_ id: some ValueConvertible, in transaction: any Transaction) throws(DatabaseError) -> Model? {
        try transaction.first("SELECT * FROM \(sql(table, transaction)) \(whereID(transaction))", [id], as: Model.self)
    }

    /// All rows, by id.
    public func all(in transaction: any Transaction) throws(DatabaseError) -> [Model] {
        try transaction.query(
            "SELECT * FROM \(sql(table, transaction)) ORDER BY \(sql(idColumn, transaction))", as: Model.self)
    }

    public func count(in transaction: any Transaction) throws(DatabaseError) -> Int {
        try transaction.scalar("SELECT count(*) FROM \(sql(table, transaction))") ?? 0
    }

    public func exists(_ id: some ValueConvertible, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        try transaction.first("SELECT 1 FROM \(sql(table, transaction)) \(whereID(transaction))", [id]) != nil
    }

    /// Adds a row. An id that is `nil` is left to the database.
    ///
    /// - Returns: the row as it is stored, with its id and what the database filled in.
    @discardableResult
    public func insert(_ model: Model, in transaction: any Transaction) throws(DatabaseError) -> Model {
        let columns = try RowEncoder().encode(model).filter { $0.name != idColumn.text || $0.value != .null }
        let statement = "INSERT INTO \(sql(table, transaction)) " + (try placesForValues(of: columns, transaction))
        let values = Parameters.positional(columns.map { $0.value })
        guard transaction.dialect == .mysql else {
            return try stored(try transaction.first(statement + " RETURNING *", values, as: Model.self))
        }
        // MySQL has no RETURNING.
        let made = try transaction.execute(statement, values).lastInsertID
        let given = columns.first { $0.name == idColumn.text }?.value
        return try stored(try find(given ?? .integer(made), in: transaction))
    }

    /// Writes all columns of the row with the model's id.
    ///
    /// - Returns: whether there is such a row.
    @discardableResult
    public func update(_ model: Model, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        var columns = try RowEncoder().encode(model)
        guard let position = columns.firstIndex(where: { $0.name == idColumn.text }) else {
            throw DatabaseError(.misuse, "\(Model.self) has no property for \(table).\(idColumn)")
        }
        let id = columns.remove(at: position)
        let assignments = try columns.map { column throws(DatabaseError) in try quoted(column.name, transaction) + " = ?" }
        guard !assignments.isEmpty else { return try exists(id.value, in: transaction) }
        let statement =
            "UPDATE \(sql(table, transaction)) SET \(assignments.joined(separator: ", ")) \(whereID(transaction))"
        return try transaction.execute(statement, .positional(columns.map { $0.value } + [id.value])).changes > 0
    }

    /// - Returns: whether there was such a row.
    @discardableResult
    public func delete(_ id: some ValueConvertible, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        try transaction.execute("DELETE FROM \(sql(table, transaction)) \(whereID(transaction))", [id]).changes > 0
    }

    private func placesForValues(
        of columns: [RowEncoder.Column], _ transaction: any Transaction
    ) throws(DatabaseError) -> String {
        if columns.isEmpty, transaction.dialect != .mysql { return "DEFAULT VALUES" }
        let names = try columns.map { column throws(DatabaseError) in try quoted(column.name, transaction) }
        let places = columns.map { _ in "?" }
        return "(\(names.joined(separator: ", "))) VALUES (\(places.joined(separator: ", ")))"
    }

    private func sql(_ name: SQLName, _ transaction: any Transaction) -> String { name.quoted(for: transaction.dialect) }

    private func whereID(_ transaction: any Transaction) -> String { "WHERE \(sql(idColumn, transaction)) = ?" }

    private func quoted(_ name: String, _ transaction: any Transaction) throws(DatabaseError) -> String {
        guard let name = SQLName(validating: name) else {
            throw DatabaseError(.misuse, "a property of \(Model.self) has no name")
        }
        return sql(name, transaction)
    }

    private func stored(_ model: Model?) throws(DatabaseError) -> Model {
        guard let model else { throw DatabaseError(.other, "the row that was added to \(table) is not there") }
        return model
    }
}
