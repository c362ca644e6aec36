// The same methods by themselves: each a transaction of its own, on an engine or on a request's database.

extension Repository {
    public func find(_ key: some ValueConvertible, in database: some DatabaseAccess) async throws -> Entity? {
        try await database.readBriefly { try find(key, in: $0) }
    }

    public func find(
        _ keys: some Sequence<some ValueConvertible> & Sendable, in database: some DatabaseAccess
    ) async throws -> [Entity] {
        try await database.read { try find(keys, in: $0) }
    }

    public func all(in database: some DatabaseAccess) async throws -> [Entity] { try await query.all(in: database) }

    public func first(in database: some DatabaseAccess) async throws -> Entity? { try await query.first(in: database) }

    public func count(in database: some DatabaseAccess) async throws -> Int { try await query.count(in: database) }

    public func page(_ number: Int, size: Int, in database: some DatabaseAccess) async throws -> ResultPage<Entity> {
        try await query.page(number, size: size, in: database)
    }

    public func exists(_ key: some ValueConvertible, in database: some DatabaseAccess) async throws -> Bool {
        try await database.readBriefly { try exists(key, in: $0) }
    }

    @discardableResult
    public func insert(_ entity: Entity, in database: some DatabaseAccess) async throws -> Entity {
        try await database.write { try insert(entity, in: $0) }
    }

    @discardableResult
    public func insert(
        contentsOf entities: some Sequence<Entity> & Sendable, in database: some DatabaseAccess
    ) async throws -> Int {
        try await database.write { try insert(contentsOf: entities, in: $0) }
    }

    @discardableResult
    public func update(_ entity: Entity, in database: some DatabaseAccess) async throws -> Entity? {
        try await database.write { try update(entity, in: $0) }
    }

    @discardableResult
    public func update(
        _ key: some ValueConvertible, in database: some DatabaseAccess,
        _ assignments: @escaping @Sendable (Columns<Entity>) -> [Assignment<Entity>]
    ) async throws -> Bool {
        try await database.write { try update(key, in: $0, assignments) }
    }

    @discardableResult
    public func upsert(
        _ entity: Entity, on paths: (any PartialKeyPath<Entity> & Sendable)..., in database: some DatabaseAccess
    ) async throws -> Entity {
        try await database.write { try upsert(entity, paths: paths, in: $0) }
    }

    @discardableResult
    public func delete(_ key: some ValueConvertible, in database: some DatabaseAccess) async throws -> Bool {
        try await database.write { try delete(key, in: $0) }
    }

    @discardableResult
    public func delete(
        _ keys: some Sequence<some ValueConvertible> & Sendable, in database: some DatabaseAccess
    ) async throws -> Int {
        try await database.write { try delete(keys, in: $0) }
    }
}
