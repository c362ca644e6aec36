/// Rows of another table that belong to a row: loaded for many rows with one query.
///
///     extension Post {
///         static let author = BelongsTo<Post, User>(\.authorID)
///         static let comments = HasMany<Post, Comment>(\.postID)
///         static let tags = ManyToMany<Post, Tag>(\PostTag.postID, \PostTag.tagID)
///     }
///
///     for (post, author, tags) in try await posts.query.with(Post.author, Post.tags).all(in: database) { … }
public struct Relation<Owner: Model, Loaded: Sendable>: Sendable {
    typealias Loader = @Sendable ([Owner], any Transaction) throws(DatabaseError) -> [Loaded]

    private let loader: Loader

    init(loader: @escaping Loader) { self.loader = loader }

    /// What belongs to each row, in the order of the rows; by one query (more beyond 16,384 keys, which fill one).
    public func load(for owners: [Owner], in transaction: any Transaction) throws(DatabaseError) -> [Loaded] {
        owners.isEmpty ? [] : try loader(owners, transaction)
    }

    /// What belongs to one row.
    public func load(for owner: Owner, in transaction: any Transaction) throws(DatabaseError) -> Loaded {
        guard let first = try loader([owner], transaction).first else {
            throw DatabaseError(.other, "a relation of \(Owner.self) gave nothing")
        }
        return first
    }

    /// What belongs to each of these, in their order, in a transaction of its own.
    public func load(for owners: [Owner], in database: some DatabaseAccess) async throws -> [Loaded] {
        try await database.read { try load(for: owners, in: $0) }
    }
}

/// The row that a column names: `nil` where the column is, or where it names none.
public typealias BelongsTo<Owner: Model, Parent: Model> = Relation<Owner, Parent?>

/// The rows whose column names a row.
public typealias HasMany<Owner: Model, Child: Model> = Relation<Owner, [Child]>

/// The rows that a third table links a row with.
public typealias ManyToMany<Owner: Model, Other: Model> = Relation<Owner, [Other]>

extension Relation {
    /// The row that a column of the owner names.
    ///
    /// - Parameter path: the column that holds the parent's key.
    public init<Parent: Model, Kind: ValueConvertible>(
        _ path: any KeyPath<Owner, Kind> & Sendable
    ) where Loaded == Parent? {
        self.init { (owners, transaction) throws(DatabaseError) in
            try ParentLoader<Parent>().load(owners.map { $0[keyPath: path].databaseValue }, transaction)
        }
    }

    /// The rows that have the owner's key in a column.
    ///
    /// - Parameters:
    ///   - path: the child's column that holds the owner's key.
    ///   - query: which children, and how they are sorted: `{ $0.order { $0.createdAt.descending } }`; by their key where it does not say.
    public init<Child: Model, Kind: ValueConvertible>(
        _ path: any KeyPath<Child, Kind> & Sendable, _ query: (Query<Child>) -> Query<Child> = { $0 }
    ) where Loaded == [Child] {
        let query = query(Query())
        self.init { (owners, transaction) throws(DatabaseError) in
            let loader = ChildLoader(
                column: try Column(path).definition, key: { $0[keyPath: path].databaseValue }, query: query)
            return try loader.load(try RelationKeys.of(owners), transaction)
        }
    }

    /// The rows that a table of links names beside the owner.
    ///
    /// - Parameters:
    ///   - from: the link's column that holds the owner's key.
    ///   - to: the link's column that holds the other's key.
    public init<Link: Model, Other: Model, From: ValueConvertible, To: ValueConvertible>(
        _ from: any KeyPath<Link, From> & Sendable, _ to: any KeyPath<Link, To> & Sendable
    ) where Loaded == [Other] {
        self.init { (owners, transaction) throws(DatabaseError) in
            let loader = LinkLoader<Link, Other>(from: try Column(from).definition, to: try Column(to).definition)
            return try loader.load(try RelationKeys.of(owners), transaction)
        }
    }
}
