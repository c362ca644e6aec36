// The same methods by themselves: each a transaction of its own, on an engine or on a request's database.

extension Query {
    /// All rows, in a transaction of its own.
    public func all(in database: some DatabaseAccess) async throws -> [Entity] {
        try await database.read { try all(in: $0) }
    }

    /// The first row, in a transaction of its own; `nil` where there is none.
    public func first(in database: some DatabaseAccess) async throws -> Entity? {
        try await database.read { try first(in: $0) }
    }

    /// How many rows there are, in a transaction of its own.
    public func count(in database: some DatabaseAccess) async throws -> Int {
        try await database.read { try count(in: $0) }
    }

    /// Whether there is a row, in a transaction of its own.
    public func exists(in database: some DatabaseAccess) async throws -> Bool {
        try await database.read { try exists(in: $0) }
    }

    /// A page of the rows and how many there are in all, in a transaction of its own; pages count from 1.
    public func page(_ number: Int, size: Int, in database: some DatabaseAccess) async throws -> ResultPage<Entity> {
        try await database.read { try page(number, size: size, in: $0) }
    }

    /// The values of one column, in a transaction of its own.
    public func values<Kind: ValueConvertible>(
        of path: any KeyPath<Entity, Kind> & Sendable, in database: some DatabaseAccess
    ) async throws -> [Kind] {
        try await database.read { try values(of: path, in: $0) }
    }

    /// The smallest value of a column, in a transaction of its own; `nil` where there is none.
    public func min<Kind: ValueConvertible>(
        of path: any KeyPath<Entity, Kind> & Sendable, in database: some DatabaseAccess
    ) async throws -> Kind? {
        try await database.read { try min(of: path, in: $0) }
    }

    /// The largest value of a column, in a transaction of its own; `nil` where there is none.
    public func max<Kind: ValueConvertible>(
        of path: any KeyPath<Entity, Kind> & Sendable, in database: some DatabaseAccess
    ) async throws -> Kind? {
        try await database.read { try max(of: path, in: $0) }
    }

    /// The smallest value of a column that may be `nil`, in a transaction of its own.
    public func min<Kind: ValueConvertible>(
        of path: any KeyPath<Entity, Kind?> & Sendable, in database: some DatabaseAccess
    ) async throws -> Kind? {
        try await database.read { try min(of: path, in: $0) }
    }

    /// The largest value of a column that may be `nil`, in a transaction of its own.
    public func max<Kind: ValueConvertible>(
        of path: any KeyPath<Entity, Kind?> & Sendable, in database: some DatabaseAccess
    ) async throws -> Kind? {
        try await database.read { try max(of: path, in: $0) }
    }

    /// The sum of a column, in a transaction of its own; 0 of no rows.
    public func sum<Kind: Summable>(
        of path: any KeyPath<Entity, Kind> & Sendable, in database: some DatabaseAccess
    ) async throws -> Kind.Sum where Kind.Sum: Sendable {
        try await database.read { try sum(of: path, in: $0) }
    }

    /// The average of a column, in a transaction of its own; `nil` of no rows.
    public func average<Kind: Summable>(
        of path: any KeyPath<Entity, Kind> & Sendable, in database: some DatabaseAccess
    ) async throws -> Double? {
        try await database.read { try average(of: path, in: $0) }
    }

    /// How many rows there are of each value of a column, in a transaction of its own.
    public func counts<Kind: ValueConvertible & Hashable>(
        by path: any KeyPath<Entity, Kind> & Sendable, in database: some DatabaseAccess
    ) async throws -> [Kind: Int] {
        try await database.read { try counts(by: path, in: $0) }
    }

    /// Changes every row that is found, in a transaction of its own. Returns how many there were.
    @discardableResult
    public func update(
        in database: some DatabaseAccess, _ assignments: @escaping @Sendable (Columns<Entity>) -> [Assignment<Entity>]
    ) async throws -> Int {
        try await database.write { try update(in: $0, assignments) }
    }

    /// Deletes every row that is found, in a transaction of its own. Returns how many there were.
    @discardableResult
    public func delete(in database: some DatabaseAccess) async throws -> Int {
        try await database.write { try delete(in: $0) }
    }
}
