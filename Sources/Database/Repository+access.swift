// The same methods by themselves: each a transaction of its own, on an engine or on a request's database.

extension Repository {
    public func find(_ id: some ValueConvertible, in database: some DatabaseAccess) async throws -> Model? {
        try await database.read { try find(id, in: $0) }
    }

    public func all(in database: some DatabaseAccess) async throws -> [Model] {
        try await database.read { try all(in: $0) }
    }

    public func count(in database: some DatabaseAccess) async throws -> Int {
        try await database.read { try count(in: $0) }
    }

    public func exists(_ id: some ValueConvertible, in database: some DatabaseAccess) async throws -> Bool {
        try await database.read { try exists(id, in: $0) }
    }

    /// - Returns: the row as it is stored.
    @discardableResult
    public func insert(_ model: Model, in database: some DatabaseAccess) async throws -> Model {
        try await database.write { try insert(model, in: $0) }
    }

    /// - Returns: whether there is such a row.
    @discardableResult
    public func update(_ model: Model, in database: some DatabaseAccess) async throws -> Bool {
        try await database.write { try update(model, in: $0) }
    }

    /// - Returns: whether there was such a row.
    @discardableResult
    public func delete(_ id: some ValueConvertible, in database: some DatabaseAccess) async throws -> Bool {
        try await database.write { try delete(id, in: $0) }
    }
}
