import Database
import DatabaseSQLite
import Testing

@Suite struct RepositoryTests {
    struct Post: Model, Equatable {
        var id: Int?
        var title: String
        var authorID: Int = 1
        var state: String?

        static let table = Table<Post>("po\"sts") { table in
            table.key(\.id)
            table.column(\.title, .unique)
            table.column(\.authorID)
            table.column(\.state)
        }
    }

    private let posts = Repository<Post>()

    private func engine() async throws -> SQLiteEngine {
        let engine = try SQLiteEngine.inMemory()
        try await engine.write {
            try $0.execute(
                """
                CREATE TABLE "po""sts" (id INTEGER PRIMARY KEY, title TEXT NOT NULL UNIQUE, author_id INTEGER NOT NULL, state TEXT)
                """)
        }
        return engine
    }

    @Test("insert, find, update, delete, count, exists and all, on an engine")
    func byThemselves() async throws {
        let engine = try await engine()
        var post = try await posts.insert(Post(title: "First"), in: engine)
        #expect(post == Post(id: 1, title: "First"))
        post.title = "Changed"
        #expect(try await posts.update(post, in: engine) == post)
        #expect(try await posts.find(1, in: engine) == post)
        #expect(try await posts.find(2, in: engine) == nil)
        #expect(try await posts.count(in: engine) == 1)
        #expect(try await posts.exists(1, in: RequestDatabase(engine)))
        #expect(try await posts.all(in: RequestDatabase(engine)) == [post])
        #expect(try await posts.delete(1, in: engine))
        #expect(try await posts.delete(1, in: engine) == false)
        #expect(try await posts.update(post, in: engine) == nil)
    }

    @Test("methods share a transaction, and go with it")
    func together() async throws {
        let engine = try await engine()
        let twice: @Sendable (any Transaction) throws -> Void = { [posts] transaction in
            try posts.insert(Post(title: "one"), in: transaction)
            try posts.insert(Post(title: "one"), in: transaction)
        }
        let error = await #expect(throws: DatabaseError.self) { try await engine.write(twice) }
        #expect(error?.kind == .uniqueViolation(columns: ["po\"sts.title"]))
        #expect(try await posts.count(in: engine) == 0)
    }

    struct Counter: Model {
        var id: Int?
        static let table = Table<Counter>("counters") { $0.key(\.id) }
    }

    @Test("a row of nothing but defaults can be added")
    func defaults() throws {
        let connection = try SQLiteConnection(path: ":memory:")
        try connection.execute("CREATE TABLE counters (id INTEGER PRIMARY KEY)")
        let counters = Repository<Counter>()
        #expect(try counters.insert(Counter(), in: connection).id == 1)
        #expect(try counters.insert(Counter(), in: connection).id == 2)
        #expect(try counters.update(Counter(id: 2), in: connection) != nil)
    }
}
