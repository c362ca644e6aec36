// Reading, inside a transaction.

extension Repository {
    /// The row with a key; `nil` where there is none.
    public func find(_ key: some ValueConvertible, in transaction: any Transaction) throws(DatabaseError) -> Entity? {
        try Entity.table.check()
        let sql = storage.statements(transaction.dialect).selectByKey
        return try transaction.first(sql, .positional([key.databaseValue]), as: Entity.self)
    }

    /// The rows with these keys, by key; those that are not there are left out.
    public func find(
        _ keys: some Sequence<some ValueConvertible>, in transaction: any Transaction
    ) throws(DatabaseError) -> [Entity] {
        try Entity.table.check()
        guard let key = storage.key?.definition else { return [] }
        let values = keys.map(\.databaseValue)
        return try query.filter(Condition { (builder) throws(DatabaseError) in try builder.append(key, isIn: values) })
            .all(in: transaction)
    }

    /// All rows, by key.
    public func all(in transaction: any Transaction) throws(DatabaseError) -> [Entity] { try query.all(in: transaction) }

    /// The row with the least key.
    public func first(in transaction: any Transaction) throws(DatabaseError) -> Entity? { try query.first(in: transaction) }

    /// How many rows there are.
    public func count(in transaction: any Transaction) throws(DatabaseError) -> Int { try query.count(in: transaction) }

    /// A page of all rows, by key.
    public func page(_ number: Int, size: Int, in transaction: any Transaction) throws(DatabaseError) -> ResultPage<Entity> {
        try query.page(number, size: size, in: transaction)
    }

    /// Whether there is a row of this key.
    public func exists(_ key: some ValueConvertible, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        try Entity.table.check()
        let sql = storage.statements(transaction.dialect).existsByKey
        return try transaction.first(sql, .positional([key.databaseValue])) != nil
    }
}
