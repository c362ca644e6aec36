import Foundation
import Satchel
import SatchelTesting
import Testing

// The snippets of docs/models.md, as a site writes them.

enum State: String, Codable, CaseIterable, ValueConvertible { case draft, published }

struct Post: Model {
    var id: Int?
    var title: String
    var authorID: Int
    var state = State.draft
    var views = 0
    var createdAt = Date()
    var version = 0

    static let table = Table<Post>("posts") { table in
        table.key(\.id)
        table.column(\.title, .length(200))
        table.column(\.authorID, .references(Author.self), .indexed)
        table.column(\.state, .default(.draft))
        table.column(\.views, .default(0))
        table.column(\.createdAt)
        table.version(\.version)
        table.unique(\.authorID, \.title)
    }
}

struct Author: Model {
    var id: Int?
    var name: String

    static let table = Table<Author>("authors") { table in
        table.key(\.id)
        table.column(\.name)
    }
}

struct Tag: Model {
    var id: Int?
    var name: String

    static let table = Table<Tag>("tags") { table in
        table.key(\.id)
        table.column(\.name)
    }
}

struct PostTag: Model {
    var id: Int?
    var postID: Int
    var tagID: Int

    static let table = Table<PostTag>("post_tags") { table in
        table.key(\.id)
        table.column(\.postID, .references(Post.self, onDelete: .cascade))
        table.column(\.tagID, .references(Tag.self, onDelete: .cascade))
        table.unique(\.postID, \.tagID)
    }
}

extension Post {
    static let author = BelongsTo<Post, Author>(\.authorID)
    static let tags = ManyToMany<Post, Tag>(\PostTag.postID, \PostTag.tagID)
}
extension Author {
    static let posts = HasMany<Author, Post>(\.authorID, { $0.order { $0.createdAt.descending } })
}

@Suite("docs/models.md")
struct ModelsDocTests {
    private func withPosts(_ test: (any DatabaseEngine, Int) async throws -> Void) async throws {
        var app = App(Settings.load())
        app.models(Author.self, Post.self, Tag.self, PostTag.self)
        #expect(app.settings.problems.isEmpty)
        try await TestSite.run(app) { site in
            let database = site.database
            try await database.write { try $0.createTables(Author.self, Post.self, Tag.self, PostTag.self) }
            let ada = try await Repository<Author>().insert(Author(name: "Ada"), in: database).id ?? 0
            let post = Post(title: "Zero", authorID: ada, state: .published, views: 60)
            try await Repository<Post>().insert(post, in: database)
            try await test(database, ada)
        }
    }

    @Test("queries")
    func queries() async throws {
        try await withPosts { database, ada in
            let posts = Repository<Post>()

            let mine = posts.filter { $0.authorID == ada && $0.views > 55 }.order { $0.createdAt.descending }
            let all = try await mine.all(in: database)
            let first = try await mine.first(in: database)
            let second = try await mine.page(2, size: 50, in: database)
            let count = try await posts.filter { !($0.state == .draft) || $0.title.hasPrefix("A") }.count(in: database)
            let some = try await posts.filter { $0.id.isIn([1, 2, 3]) }.exists(in: database)
            #expect(all.count == 1 && first?.title == "Zero" && second.items.isEmpty && second.total == 1 && count == 1 && some)
        }
    }

    @Test("changes, numbers and SQL")
    func changes() async throws {
        try await withPosts { database, ada in
            let (posts, authors) = (Repository<Post>(), Repository<Author>())
            let post = try await database.write { transaction in
                let author = try authors.insert(Author(name: "Grace"), in: transaction)
                return try posts.insert(Post(title: "First", authorID: author.id ?? 0), in: transaction)
            }
            try await posts.insert(
                contentsOf: [Post(title: "One", authorID: ada), Post(title: "Two", authorID: ada)], in: database)
            let stored = try await posts.update(post, in: database)
            try await posts.update(post.id, in: database) { [$0.title.set(to: "New"), $0.views += 1] }
            try await posts.filter { $0.state == .draft }.update(in: database) { [$0.state.set(to: .published)] }
            try await posts.upsert(Post(title: "One", authorID: ada, views: 7), on: \.authorID, \.title, in: database)
            try await posts.filter { $0.views == 0 }.delete(in: database)
            #expect(stored?.version == 1)
            let views = try await posts.query.sum(of: \.views, in: database)
            let byState = try await posts.query.counts(by: \.state, in: database)
            let titles = try await posts.query.values(of: \.title, in: database)
            let readers = authors.filter { $0.id.isIn(posts.filter { $0.views > 5 }.values(\.authorID)) }
            #expect(views == 68 && byState == [.published: 2, .draft: 1] && titles == ["Zero", "New", "One"])
            #expect(try await readers.all(in: database).map(\.name) == ["Ada"])
            struct Total: Decodable { var name: String; var views: Int }
            let totals = try await database.read {
                try $0.query(
                    """
                    SELECT authors.name, sum(posts.views) AS views FROM posts JOIN authors ON authors.id = posts.author_id
                    WHERE posts.views >= :least GROUP BY authors.name ORDER BY authors.name
                    """, ["least": 1], as: Total.self)
            }
            #expect(totals.map(\.views) == [67, 1])
        }
    }

    @Test("relations")
    func relations() async throws {
        try await withPosts { database, ada in
            let posts = Repository<Post>()
            for (post, author, tags) in try await posts.query.with(Post.author, Post.tags).all(in: database) {
                print(post.title, author?.name ?? "nobody", tags.map(\.name))
            }
            let author = try await Repository<Author>().query.with(Author.posts).first(in: database)
            #expect(author?.0.id == ada && author?.1.map(\.title) == ["Zero"])
        }
    }

    @Test("every snippet of the page is compiled here")
    func compiled() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/models.md"), encoding: .utf8)
        let source = Self.plain(try String(contentsOfFile: #filePath, encoding: .utf8))
        let snippets = page.components(separatedBy: "```swift\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
        #expect(snippets.count >= 8)
        for snippet in snippets {
            for part in snippet.components(separatedBy: "\n\n") { #expect(source.contains(Self.plain(part)), "\(part)") }
        }
    }

    /// Without blanks and line breaks.
    private static func plain(_ text: String) -> String { text.filter { !$0.isWhitespace } }
}
