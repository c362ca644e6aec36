/// The rows of one table as values of one type.
///
///     struct Post: Codable, Sendable { var id: Int?; var title: String; var authorID: Int }
///     let posts = TableRepository<Post>(table: "posts")
///
///     let post = try await database.write { try posts.insert(Post(title: "First", authorID: 1), in: $0) }
///     let same = try await posts.find(1, in: database)
///
/// Columns are the properties in snake case. Names stand quoted in SQL, values are always bound. Every method comes twice: inside a
/// transaction that spans several, and by itself.
public protocol Repository<Model>: Sendable {
    associatedtype Model: Codable & Sendable

    var table: SQLName { get }
    /// The column of the primary key.
    var idColumn: SQLName { get }
}

extension Repository {
    public var idColumn: SQLName { "id" }
}

/// A table without methods of its own.
public struct TableRepository<Model: Codable & Sendable>: Repository {
    public let table: SQLName
    public let idColumn: SQLName

    public init(_ type: Model.Type = Model.self, table: SQLName, idColumn: SQLName = "id") {
        self.table = table
        self.idColumn = idColumn
    }
}
