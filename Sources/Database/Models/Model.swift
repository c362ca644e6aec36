/// A value that is a row of a table.
///
///     struct Post: Model {
///         var id: Int?
///         var title: String
///         var authorID: Int
///         var createdAt = Date()
///
///         static let table = Table<Post>("posts") { table in
///             table.key(\.id)
///             table.column(\.title, .length(200))
///             table.column(\.authorID, .references("users"), .indexed)
///             table.column(\.createdAt)
///         }
///     }
///     let posts = Repository<Post>()
///
/// The table says which properties are columns, once: queries name them by key path (`$0.authorID`), migrations are made from them, and
/// whatever does not fit (a column without a coding key, a property without a column) is told when the site starts.
public protocol Model: Codable, Sendable {
    /// The table's name and columns.
    static var table: Table<Self> { get }
}
