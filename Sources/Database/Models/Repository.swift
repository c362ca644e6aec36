/// The rows of one table as values of one type.
///
///     let posts = Repository<Post>()
///
///     let post = try await database.write { try posts.insert(Post(title: "First", authorID: 1), in: $0) }
///     let same = try await posts.find(1, in: database)
///     let mine = try await posts.filter { $0.authorID == 1 && $0.age > 55 }.order { $0.createdAt.descending }.all(in: database)
///
/// Columns stand quoted in SQL, values are always bound. Every method comes twice: inside a transaction that spans several, and by itself.
public struct Repository<Entity: Model>: Sendable {
    /// The rows of a model.
    public init(_ type: Entity.Type = Entity.self) {}

    /// The table's name.
    public var table: SQLName { Entity.table.name }

    /// All rows of the table.
    public var query: Query<Entity> { Query() }

    /// Those rows for which the condition holds: `posts.filter { $0.authorID == id && $0.age > 55 }`.
    public func filter(_ condition: (Columns<Entity>) -> Condition<Entity>) -> Query<Entity> { query.filter(condition) }

    /// All rows in an order: `posts.order { $0.createdAt.descending }`.
    public func order(_ order: (Columns<Entity>) -> Order<Entity>) -> Query<Entity> { query.order(order) }

    /// All rows, sorted by the first, among equals by the second, …
    public func order(_ orders: (Columns<Entity>) -> [Order<Entity>]) -> Query<Entity> { query.order(orders) }

    var storage: TableStorage<Entity> { Entity.table.storage }
}
