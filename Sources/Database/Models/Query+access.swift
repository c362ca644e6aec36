// The same methods by themselves: each a transaction of its own, on an engine or on a request's database.

extension Query {
    public func all(in database: some DatabaseAccess) async throws -> [Entity] {
        try await database.read { try all(in: $0) }
    }

    public func first(in database: some DatabaseAccess) async throws -> Entity? {
        try await database.read { try first(in: $0) }
    }

    public func count(in database: some DatabaseAccess) async throws -> Int {
        try await database.read { try count(in: $0) }
    }

    public func exists(in database: some DatabaseAccess) async throws -> Bool {
        try await database.read { try exists(in: $0) }
    }

    public func page(_ number: Int, size: Int, in database: some DatabaseAccess) async throws -> ResultPage<Entity> {
        try await database.read { try page(number, size: size, in: $0) }
    }

    public func values<Kind: ValueConvertible>(
        of path: any KeyPath<Entity, Kind> & Sendable, in database: some DatabaseAccess
    ) async throws -> [Kind] {
        try await database.read { try values(of: path, in: $0) }
    }

    public func min<Kind: ValueConvertible>(
        of path: any KeyPath<Entity, Kind> & Sendable, in database: some DatabaseAccess
    ) async throws -> Kind? {
        try await database.read { try min(of: path, in: $0) }
    }

    public func max<Kind: ValueConvertible>(
        of path: any KeyPath<Entity, Kind> & Sendable, in database: some DatabaseAccess
    ) async throws -> Kind? {
        try await database.read { try max(of: path, in: $0) }
    }

    public func min<Kind: ValueConvertible>(
        of path: any KeyPath<Entity, Kind?> & Sendable, in database: some DatabaseAccess
    ) async throws -> Kind? {
        try await database.read { try min(of: path, in: $0) }
    }

    public func max<Kind: ValueConvertible>(
        of path: any KeyPath<Entity, Kind?> & Sendable, in database: some DatabaseAccess
    ) async throws -> Kind? {
        try await database.read { try max(of: path, in: $0) }
    }

    public func sum<Kind: Summable>(
        of path: any KeyPath<Entity, Kind> & Sendable, in database: some DatabaseAccess
    ) async throws -> Kind.Sum where Kind.Sum: Sendable {
        try await database.read { try sum(of: path, in: $0) }
    }

    public func average<Kind: Summable>(
        of path: any KeyPath<Entity, Kind> & Sendable, in database: some DatabaseAccess
    ) async throws -> Double? {
        try await database.read { try average(of: path, in: $0) }
    }

    public func counts<Kind: ValueConvertible & Hashable>(
        by path: any KeyPath<Entity, Kind> & Sendable, in database: some DatabaseAccess
    ) async throws -> [Kind: Int] {
        try await database.read { try counts(by: path, in: $0) }
    }

    @discardableResult
    public func update(
        in database: some DatabaseAccess, _ assignments: @escaping @Sendable (Columns<Entity>) -> [Assignment<Entity>]
    ) async throws -> Int {
        try await database.write { try update(in: $0, assignments) }
    }

    @discardableResult
    public func delete(in database: some DatabaseAccess) async throws -> Int {
        try await database.write { try delete(in: $0) }
    }
}
