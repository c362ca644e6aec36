import Database
import DatabaseSQLite
import Foundation
import TestSupport
import Testing

@Suite struct RowCodingTests {
    enum Role: String, Codable, ValueConvertible { case admin, member }

    struct Tag: Codable, Equatable { var text: String }

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
        }
    }

    private static func person(_ random: inout SeededRandom) throws -> Person {
        func maybe<Given>(_ given: Given) -> Given? { Bool.random(using: &random) ? given : nil }
        let letters = ["a", "'", "\"", "ß", "👩‍👩‍👧", "\0", ";", "%", "\n", " "]
        let name = (0..<Int.random(in: 0...12, using: &random)).map { _ in letters.randomElement(using: &random) ?? "" }
        return Person(
            id: .random(in: .min ... .max, using: &random), firstName: name.joined(), authorID: maybe(UUID()),
            isActive: .random(using: &random), role: Bool.random(using: &random) ? .admin : .member,
            confirmedAt: maybe(Date(timeIntervalSince1970: Double(Int32.random(in: .min ... .max, using: &random)))),
            rating: maybe(.random(in: -1e9...1e9, using: &random)), small: .random(in: 0...255, using: &random),
            photo: maybe((0..<5).map { _ in .random(in: 0...255, using: &random) }), tags: maybe(try JSONColumn([name.joined()])))
    }

    @Test("any model comes back from a table as it went in")
    func property() throws {
        let connection = try SQLiteConnection(path: ":memory:")
        try connection.execute(
            """
            CREATE TABLE people (id INTEGER PRIMARY KEY, first_name TEXT, author_id TEXT, is_active BOOLEAN, role TEXT,
                confirmed_at DATETIME, rating REAL, small INTEGER, photo BLOB, tags JSON)
            """)
        let people = Repository<Person>()
        var random = SeededRandom(seed: 42)
        for _ in 0..<300 {
            let person = try Self.person(&random)
            #expect(try people.insert(person, in: connection) == person)
            #expect(try people.find(person.id, in: connection) == person)
            var changed = try Self.person(&random)
            changed.id = person.id
            #expect(try people.update(changed, in: connection) == changed)
            #expect(try people.find(person.id, in: connection) == changed)
        }
        let all = try people.all(in: connection)
        #expect(all.count == 300 && all.map(\.id) == all.map(\.id).sorted())
    }

    @Test("columns come in the order of the properties, nil as NULL")
    func encoding() throws {
        let person = Person(
            id: 1, firstName: "Ada", authorID: nil, isActive: true, role: .admin, confirmedAt: nil, rating: nil, small: 2,
            photo: nil,
            tags: nil)
        let columns = try RowEncoder().encode(person)
        #expect(
            columns.map(\.name) == [
                "id", "first_name", "author_id", "is_active", "role", "confirmed_at", "rating", "small", "photo", "tags",
            ])
        #expect(
            columns.map(\.value) == [
                .integer(1), .text("Ada"), .null, .integer(1), .text("admin"), .null, .null, .integer(2), .null, .null,
            ])
    }

    @Test(
        "names of properties become names of columns",
        arguments: [("id", "id"), ("authorID", "author_id"), ("firstName", "first_name"), ("URLPath", "url_path"), ("aB", "a_b")])
    func snakeCase(property: String, column: String) throws {
        struct Key: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }
        struct Model: Encodable {
            let property: String
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Key.self)
                try container.encode(1, forKey: Key(stringValue: property))
            }
        }
        #expect(try RowEncoder().encode(Model(property: property)).map(\.name) == [column])
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let row: Row
        let message: String
        var testDescription: String { name }
    }

    struct Small: Codable, Sendable { var userID: Int8, role: Role, joined: Date }

    @Test(
        "what can't be decoded is told with its column",
        arguments: [
            Case(
                name: "no such column", row: Row(columns: ["id"], values: [.null]),
                message: "there is no column user_id (or userID) in the result, only id"),
            Case(
                name: "out of range", row: Row(columns: ["user_id"], values: [.integer(200)]),
                message: "the column user_id should give Int8, and holds an integer"),
            Case(
                name: "NULL", row: Row(columns: ["user_id"], values: [.null]),
                message: "the column user_id should give Int8, and holds NULL"),
            Case(
                name: "no case of an enum", row: Row(columns: ["user_id", "role"], values: [.integer(1), .text("s3cret")]),
                message: "the column role holds text that is no Role"),
            Case(
                name: "no date",
                row: Row(columns: ["user_id", "role", "joined"], values: [.integer(1), .text("admin"), .text("soon")]),
                message: "the column joined should give Date, and holds text"),
        ])
    func errors(_ item: Case) {
        let error = #expect(throws: DatabaseError.self) { try RowDecoder().decode(Small.self, from: item.row) }
        #expect(error?.kind == .decoding)
        #expect(error?.message == item.message)
    }

    @Test("a value with parts is refused both ways, and says what to do")
    func parts() {
        struct Model: Codable { var tag: Tag }
        struct Lists: Codable { var empty: [String: Int] = [:] }
        let row = Row(columns: ["tag"], values: [.text("{}")])
        let decoding = #expect(throws: DatabaseError.self) { try RowDecoder().decode(Model.self, from: row) }
        #expect(decoding?.message == "the column tag stands for a value with parts of its own: wrap it in JSONColumn")
        let encoding = #expect(throws: DatabaseError.self) { try RowEncoder().encode(Model(tag: Tag(text: "x"))) }
        #expect(encoding?.message == decoding?.message)
        #expect(throws: DatabaseError.self) { try RowEncoder().encode(Lists()) }
        #expect(throws: DatabaseError.self) { try RowEncoder().encode(["big": UInt64.max]) }
    }

    @Test("rows of one column decode as single values")
    func singles() throws {
        let connection = try SQLiteConnection(path: ":memory:")
        #expect(try connection.query("SELECT 1 AS n UNION ALL SELECT 2", as: Int.self) == [1, 2])
        #expect(try connection.first("SELECT '1970-01-01'", as: Date.self) == Date(timeIntervalSince1970: 0))
        #expect(try connection.first("SELECT 'admin'", as: Role.self) == .admin)
    }
}
