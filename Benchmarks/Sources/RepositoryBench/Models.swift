import Database
import Foundation

// The same rows for all: posts of authors.

struct Author: Model {
    var id: Int?
    var name: String

    static let table = Table<Author>("authors") { table in
        table.key(\.id)
        table.column(\.name)
    }
}

struct Post: Model {
    var id: Int?
    var title: String
    var body: String
    var authorID: Int
    var views: Int
    var isPublished: Bool
    var createdAt: Date

    static let table = Table<Post>("posts") { table in
        table.key(\.id)
        table.column(\.title, .length(200))
        table.column(\.body)
        table.column(\.authorID, .references(Author.self), .indexed)
        table.column(\.views)
        table.column(\.isPublished)
        table.column(\.createdAt)
    }
    static let author = BelongsTo<Post, Author>(\.authorID)

    static func made(_ number: Int) -> Post {
        Post(
            id: nil, title: "The title of post \(number)", body: String(repeating: "some words ", count: 20),
            authorID: number % 100 + 1, views: number, isPublished: number % 2 == 0,
            createdAt: Date(timeIntervalSince1970: 1_700_000_000 + Double(number)))
    }
}

/// How many posts there are at the start.
let postCount = 10_000

/// What is measured: each does one thing once.
protocol Contender {
    func pointRead(_ id: Int) async throws -> Int
    /// 50 posts with their authors, by key.
    func page(after id: Int) async throws -> Int
    func insert(_ number: Int) async throws
}

struct RepositoryContender: Contender {
    let database: any DatabaseEngine
    private let posts = Repository<Post>()

    init(_ database: any DatabaseEngine) { self.database = database }

    func fill() async throws {
        try await database.write { transaction in
            try transaction.createTables(Author.self, Post.self)
            try Repository<Author>().insert(
                contentsOf: (1...100).map { number in Author(id: number, name: "author " + String(number)) }, in: transaction)
            try Repository<Post>().insert(contentsOf: (0..<postCount).map(Post.made), in: transaction)
        }
    }

    func pointRead(_ id: Int) async throws -> Int { try await posts.find(id, in: database)?.views ?? 0 }

    func page(after id: Int) async throws -> Int {
        let found = try await posts.filter { $0.id > id }.limit(50).with(Post.author).all(in: database)
        return found.count { _, author in author != nil }
    }

    func insert(_ number: Int) async throws { try await posts.insert(Post.made(number), in: database) }
}
