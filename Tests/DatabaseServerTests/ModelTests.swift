import Database
import Foundation
import TestDatabases
import Testing

/// Models and repositories, on each engine.
@Suite struct ModelTests {
    enum Role: String, Codable, ValueConvertible { case admin, member }

    struct Person: Model, Equatable {
        var id: Int64
        var firstName: String
        var authorID: UUID?
        var isActive: Bool
        var role: Role
        var confirmedAt: Date?
        var rating: Double?
        var small: UInt8
        var photo: [UInt8]?
        var tags: JSONColumn<[String]>?
        var price: Decimal?

        static let table = Table<Person>("people") { table in
            table.key(\.id)
            table.column(\.firstName)
            table.column(\.authorID)
            table.column(\.isActive)
            table.column(\.role)
            table.column(\.confirmedAt)
            table.column(\.rating)
            table.column(\.small)
            table.column(\.photo)
            table.column(\.tags)
            table.column(\.price)
        }
    }

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

    private static func people() throws -> [Person] {
        [
            Person(
                id: .max, firstName: "Ada \"'; ß 👩‍👩‍👧\n", authorID: UUID(), isActive: true, role: .admin,
                confirmedAt: Date(timeIntervalSince1970: 1_700_000_000.123456), rating: 0.1, small: 255, photo: [0, 255, 39, 92],
                tags: try JSONColumn(["a", "'\"\\"]), price: Decimal(string: "123456789012345678.0000000001")),
            Person(
                id: .min, firstName: "", isActive: false, role: .member, confirmedAt: Date(timeIntervalSince1970: -1),
                rating: -1e300, small: 0, photo: [], tags: try JSONColumn([]), price: -1),
            Person(id: 0, firstName: "?:x", isActive: false, role: .member, rating: 3, small: 1),
        ]
    }

    @Test("any model comes back as it went in", arguments: TestDatabase.allCases)
    func models(_ kind: TestDatabase) async throws {
        try await kind.run { engine in
            try await engine.write { try $0.executeScript(Tables.script($0.dialect)) }
            let people = Repository<Person>()
            for person in try Self.people() {
                let stored = try await people.insert(person, in: engine)
                #expect(stored == person)
                var changed = person
                changed.firstName += "!"
                try await people.update(changed, in: engine)
                let found = try await people.find(person.id, in: engine)
                #expect(found == changed)
            }
            let all = try await people.all(in: engine)
            #expect(all.map(\.id) == [.min, 0, .max])
        }
    }

    @Test("insert, find, update, delete, count, exists and all", arguments: TestDatabase.allCases)
    func repository(_ kind: TestDatabase) async throws {
        try await kind.run { engine in
            try await engine.write { try $0.executeScript(Tables.script($0.dialect)) }
            var post = try await posts.insert(Post(title: "First"), in: engine)
            #expect(post == Post(id: 1, title: "First"))
            post.title = "Changed"
            #expect(try await posts.update(post, in: engine) == post)
            #expect(try await posts.update(post, in: engine) == post, "a row that stays as it is counts too")
            #expect(try await posts.find(1, in: engine) == post)
            #expect(try await posts.find(2, in: engine) == nil)
            #expect(try await posts.count(in: engine) == 1)
            #expect(try await posts.exists(1, in: RequestDatabase(engine)))
            #expect(try await posts.all(in: RequestDatabase(engine)) == [post])
            let error = await #expect(throws: DatabaseError.self) { try await posts.insert(Post(title: "Changed"), in: engine) }
            #expect(error?.kind == .uniqueViolation(columns: ["po\"sts.title"]))
            #expect(try await posts.delete(1, in: engine))
            #expect(try await posts.delete(1, in: engine) == false)
            #expect(try await posts.update(post, in: engine) == nil)
        }
    }

    @Test("sums and averages are numbers", arguments: TestDatabase.allCases)
    func aggregates(_ kind: TestDatabase) async throws {
        try await kind.run { engine in
            let row = try await engine.write { transaction in
                try transaction.executeScript(Tables.script(transaction.dialect))
                try transaction.execute("INSERT INTO t (id, n) VALUES (1, 1), (2, 2)")
                return try transaction.query("SELECT sum(n), avg(n), count(*), max(id) FROM t")[0]
            }
            #expect(try row.get(at: 0) == 3)
            #expect(try row.get(at: 1) == 1.5)
            #expect(try row.get(at: 2) == 2)
            #expect(try row.get(at: 3) == 2)
        }
    }

    @Test("programs that start at once run each migration once", arguments: TestDatabase.allCases)
    func migrations(_ kind: TestDatabase) async throws {
        try await kind.run { engine in
            let migrator = try Migrator(
                (1...10).map { number in
                    Migration(
                        module: "many", number: number, name: "\(number)", up: "CREATE TABLE many_\(number) (id INTEGER)",
                        down: "DROP TABLE many_\(number)")
                })
            let runs = try await withThrowingTaskGroup(of: [MigrationID].self) { group in
                for _ in 0..<4 { group.addTask { try await migrator.upgrade(engine) } }
                return try await group.reduce(into: [MigrationID]()) { $0 += $1 }
            }
            #expect(runs.count == 10 && Set(runs).count == 10)
            #expect(try await migrator.downgrade(engine, module: "many")?.number == 10)
            #expect(try await engine.read { try $0.tableExists("many_10") } == false)
            #expect(try await engine.read { try $0.columns(of: "many_9") } == ["id"])
        }
    }
}
