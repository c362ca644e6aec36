import Foundation
import GRDB

// GRDB 7 as its documentation writes it: Codable records, a pool, a join for the relation. As durable as the other: synchronous = FULL.

struct GRDBAuthor: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "authors"
    var id: Int64?
    var name: String
}

struct GRDBPost: Codable, FetchableRecord, MutablePersistableRecord {
    static let databaseTableName = "posts"
    static let author = belongsTo(GRDBAuthor.self, using: ForeignKey(["author_id"]))
    var id: Int64?
    var title: String
    var body: String
    var authorID: Int
    var views: Int
    var isPublished: Bool
    var createdAt: Date
    enum CodingKeys: String, CodingKey {
        case id, title, body, views
        case authorID = "author_id"
        case isPublished = "is_published"
        case createdAt = "created_at"
    }

    mutating func didInsert(_ inserted: InsertionSuccess) { id = inserted.rowID }
}

struct GRDBPostWithAuthor: Decodable, FetchableRecord {
    var post: GRDBPost
    var author: GRDBAuthor
}

struct GRDBContender: Contender {
    let pool: DatabasePool

    private struct NotAsDurable: Error {}

    init(path: String) throws {
        pool = try DatabasePool(path: path)
        // Here, for a pool sets its writer to NORMAL after `prepareDatabase`.
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2 else { throw NotAsDurable() }
        }
    }

    func pointRead(_ id: Int) async throws -> Int { try await pool.read { try GRDBPost.fetchOne($0, key: id)?.views ?? 0 } }

    func page(after id: Int) async throws -> Int {
        try await pool.read { database in
            try GRDBPost.including(required: GRDBPost.author.forKey("author")).filter(Column("id") > id).order(Column("id"))
                .limit(50)
                .asRequest(of: GRDBPostWithAuthor.self).fetchAll(database).count
        }
    }

    func insert(_ number: Int) async throws {
        try await pool.write { database in
            let made = Post.made(number)
            var post = GRDBPost(
                id: nil, title: made.title, body: made.body, authorID: made.authorID, views: made.views,
                isPublished: made.isPublished, createdAt: made.createdAt)
            try post.insert(database)
        }
    }
}
