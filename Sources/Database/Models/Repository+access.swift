// The same methods by themselves: each a transaction of its own, on an engine or on a request's database.

extension Repository {
    /// The row of a key, in a transaction of its own; `nil` where there is none.
    public func find(_ key: some ValueConvertible, in database: some DatabaseAccess) async throws -> Entity? {
        try await database.readBriefly { try find(key, in: $0) }
    }

    /// The rows with these keys, by key, in a transaction of its own; those that are not there are left out.
    public func find(
        _ keys: some Sequence<some ValueConvertible> & Sendable, in database: some DatabaseAccess
    ) async throws -> [Entity] {
        try await database.read { try find(keys, in: $0) }
    }

    /// All rows, by key, in a transaction of its own.
    public func all(in database: some DatabaseAccess) async throws -> [Entity] { try await query.all(in: database) }

    /// The row with the least key, in a transaction of its own; `nil` where there is none.
    public func first(in database: some DatabaseAccess) async throws -> Entity? { try await query.first(in: database) }

    /// How many rows there are, in a transaction of its own.
    public func count(in database: some DatabaseAccess) async throws -> Int { try await query.count(in: database) }

    /// A page of the rows and how many there are in all, in a transaction of its own; pages count from 1.
    public func page(_ number: Int, size: Int, in database: some DatabaseAccess) async throws -> ResultPage<Entity> {
        try await query.page(number, size: size, in: database)
    }

    /// Whether there is a row of this key, in a transaction of its own.
    public func exists(_ key: some ValueConvertible, in database: some DatabaseAccess) async throws -> Bool {
        try await database.readBriefly { try exists(key, in: $0) }
    }

    /// Adds a row, in a transaction of its own. Returns it as it is stored, with its key.
    @discardableResult
    public func insert(_ entity: Entity, in database: some DatabaseAccess) async throws -> Entity {
        try await database.write { try insert(entity, in: $0) }
    }

    /// Adds rows, all or none, in a transaction of its own. Returns how many were added.
    @discardableResult
    public func insert(
        contentsOf entities: some Sequence<Entity> & Sendable, in database: some DatabaseAccess
    ) async throws -> Int {
        try await database.write { try insert(contentsOf: entities, in: $0) }
    }

    /// Writes all columns of the row with the model's key, in a transaction of its own. Returns it as it is stored; `nil` where there
    /// is none.
    @discardableResult
    public func update(_ entity: Entity, in database: some DatabaseAccess) async throws -> Entity? {
        try await database.write { try update(entity, in: $0) }
    }

    /// Writes some columns of the row with a key, in a transaction of its own. Returns whether there is one.
    @discardableResult
    public func update(
        _ key: some ValueConvertible, in database: some DatabaseAccess,
        _ assignments: @escaping @Sendable (Columns<Entity>) -> [Assignment<Entity>]
    ) async throws -> Bool {
        try await database.write { try update(key, in: $0, assignments) }
    }

    /// Adds a row, or overwrites that with the same key or the same values in the columns of `on`, in a transaction of its own.
    @discardableResult
    public func upsert(
        _ entity: Entity, on paths: (any PartialKeyPath<Entity> & Sendable)..., in database: some DatabaseAccess
    ) async throws -> Entity {
        try await database.write { try upsert(entity, paths: paths, in: $0) }
    }

    /// Deletes the row of a key, in a transaction of its own. Returns whether it was there.
    @discardableResult
    public func delete(_ key: some ValueConvertible, in database: some DatabaseAccess) async throws -> Bool {
        try await database.write { try delete(key, in: $0) }
    }

    /// Deletes the rows of these keys, in a transaction of its own. Returns how many there were.
    @discardableResult
    public func delete(
        _ keys: some Sequence<some ValueConvertible> & Sendable, in database: some DatabaseAccess
    ) async throws -> Int {
        try await database.write { try delete(keys, in: $0) }
    }
}
