extension Transaction {
    /// Runs one statement without parameters and returns its rows.
    @discardableResult
    public func query(_ sql: String) throws(DatabaseError) -> [Row] { try query(sql, .none) }

    /// Runs one statement without parameters for its effect.
    @discardableResult
    public func execute(_ sql: String) throws(DatabaseError) -> Effect { try execute(sql, .none) }

    /// The first row, where there is one.
    public func first(_ sql: String, _ parameters: Parameters = .none) throws(DatabaseError) -> Row? {
        try query(sql, parameters).first
    }

    /// The first column of the first row; `nil` where there is no row.
    public func scalar<Wanted: ValueConvertible>(
        _ sql: String, _ parameters: Parameters = .none, as type: Wanted.Type = Wanted.self
    ) throws(DatabaseError) -> Wanted? {
        try query(sql, parameters).first?.get(at: 0, as: type)
    }

    /// Runs an `INSERT` of one row into a table whose key is `id`, and returns the key that the database gave.
    public func insertedID(_ sql: String, _ parameters: Parameters = .none) throws(DatabaseError) -> Int64 {
        // MySQL has no RETURNING, and PostgreSQL no last id.
        guard dialect != .mysql else { return try execute(sql, parameters).lastInsertID }
        return try scalar(sql + " RETURNING id", parameters) ?? 0
    }

    /// All rows, each as a `Decodable` (see ``RowDecoder``).
    public func query<Model: Decodable>(
        _ sql: String, _ parameters: Parameters = .none, as type: Model.Type
    ) throws(DatabaseError) -> [Model] {
        try RowDecoder().decode(type, from: try query(sql, parameters))
    }

    /// The first row as a `Decodable`, where there is one.
    public func first<Model: Decodable>(
        _ sql: String, _ parameters: Parameters = .none, as type: Model.Type
    ) throws(DatabaseError) -> Model? {
        guard let row = try query(sql, parameters).first else { return nil }
        return try RowDecoder().decode(type, from: row)
    }
}
