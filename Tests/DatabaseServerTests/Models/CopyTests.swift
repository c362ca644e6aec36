import Foundation
import TestDatabases
import TestSupport
import Testing

@testable import Database

/// Whole databases copied from engine to engine.
@Suite struct CopyTests {
    private static let pairs = TestDatabase.allCases.flatMap { from in
        TestDatabase.allCases.filter { $0 != from }.map { (from, $0) }
    }

    private static func fill(_ engine: any DatabaseEngine) async throws {
        try await Library.make(in: engine)
        var random = SeededRandom(seed: 3)
        try await Library.authors.insert(
            contentsOf: (1...40).map { number in Author(id: number * 2, name: "author " + String(number)) }, in: engine)
        var books: [Book] = []
        for number in 1...700 {
            var book = Twin.book(number, &random)
            book.authorID = number % 3 == 0 ? nil : (number % 40 + 1) * 2
            book.code = number % 4 == 0 ? UUID() : nil
            book.labels = number % 5 == 0 ? try JSONColumn(["b", "a", "\"'\(number)"]) : nil
            book.cover = number % 6 == 0 ? [0, 255, UInt8(number % 256)] : nil
            books.append(book)
        }
        try await Library.books.insert(contentsOf: books, in: engine)
        let shelves = (0..<5).map { Shelf(id: UUID(), room: "A", number: $0) }
        try await Library.shelves.insert(contentsOf: shelves, in: engine)
        try await Library.places.insert(
            contentsOf: books.map { Place(bookID: $0.number, shelfID: shelves[$0.number % 5].id) }, in: engine)
    }

    @Test("all rows arrive, are compared, and the next key follows", arguments: pairs)
    func copy(_ from: TestDatabase, _ to: TestDatabase) async throws {
        let spool = FileManager.default.temporaryDirectory.path + "/copy-\(UUID().uuidString)"
        try await from.run { source in
            try await Self.fill(source)
            try await to.run { target in
                try await Library.make(in: target)
                let copied = try await DatabaseCopy().run(from: source, to: target, spool: spool)
                let rows = copied.map(\.rows).reduce(0, +)
                #expect(rows == 1445)
                #expect(try await Library.books.all(in: target) == Library.books.all(in: source))
                let next = try await Library.books.insert(Book(title: "next", authorID: 2, pages: 1), in: target)
                #expect(next.id == 701)
                let refused = await #expect(throws: DatabaseError.self) {
                    try await DatabaseCopy().run(from: source, to: target, spool: spool)
                }
                #expect(refused?.kind == .misuse && refused?.message.contains("not empty") == true)
                var again = DatabaseCopy()
                again.overwrites = true
                #expect(try await again.run(from: source, to: target, spool: spool) == copied)
                #expect(try await Library.books.count(in: target) == 700)
                #expect(!FileManager.default.fileExists(atPath: spool))
            }
        }
    }

    @Test("a table or column without a place is refused before a row is written")
    func noPlace() async throws {
        let spool = FileManager.default.temporaryDirectory.path + "/copy-\(UUID().uuidString)"
        try await TestDatabase.sqlite.run { source in
            try await source.write {
                try $0.executeScript("CREATE TABLE t (id INTEGER PRIMARY KEY, extra TEXT); INSERT INTO t VALUES (1, 'x')")
            }
            try await TestDatabase.sqlite.run { target in
                let first = await #expect(throws: DatabaseError.self) {
                    try await DatabaseCopy().run(from: source, to: target, spool: spool)
                }
                #expect(first?.message.contains("no table t") == true)
                try await target.write { _ = try $0.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)") }
                let second = await #expect(throws: DatabaseError.self) {
                    try await DatabaseCopy().run(from: source, to: target, spool: spool)
                }
                #expect(second?.message.contains("t.extra has no place") == true)
                var copy = DatabaseCopy()
                copy.skipped.insert("t")
                #expect(try await copy.run(from: source, to: target, spool: spool) == [])
            }
        }
    }

    @Test("a value is the same in each engine's way of writing it")
    func plain() {
        #expect(PlainValue.of(.text("1.5000"), .decimal) == PlainValue.of(.text("1.5"), .decimal))
        #expect(PlainValue.of(.text("-0.00"), .decimal) == PlainValue.of(.integer(0), .decimal))
        #expect(
            PlainValue.of(.text("{\"b\": 1, \"a\": [1.5, null]}"), .json)
                == PlainValue.of(.text("{\"a\":[1.5,null],\"b\":1}"), .json))
        #expect(PlainValue.of(.text("1.5"), .text) != PlainValue.of(.text("1.50"), .text))
    }

    private struct Thing: Model {
        var id: Int?
        var name: String
        var price: Decimal?
        var at: Date?
        var parentID: Int?
        static let table = Table<Thing>("things") { table in
            table.key(\.id)
            table.column(\.name, .length(20))
            table.column(\.price)
            table.column(\.at)
            table.column(\.parentID, .references("things"))
        }
    }

    private static func copy(
        _ sql: String, to kind: TestDatabase, _ check: (any DatabaseEngine, DatabaseError?) async throws -> Void
    )
        async throws
    {
        let spool = FileManager.default.temporaryDirectory.path + "/copy-\(UUID().uuidString)"
        try await TestDatabase.sqlite.run { source in
            try await source.write { transaction in
                // Without the foreign key: nobody looked at it.
                try transaction.execute(
                    "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT, price TEXT, at DATETIME, parent_id INTEGER)")
                for id in 1...300 { try transaction.execute("INSERT INTO things (id, name) VALUES (?, ?)", [id, "n\(id)"]) }
                try transaction.execute(sql)
            }
            try await kind.run { target in
                try await target.write { try $0.createTables(Thing.self) }
                do {
                    _ = try await DatabaseCopy().run(from: source, to: target, spool: spool)
                    try await check(target, nil)
                } catch let error as DatabaseError {
                    try await check(target, error)
                    #expect(try await Repository<Thing>().count(in: target) == 0, "all or nothing")
                }
                #expect(!FileManager.default.fileExists(atPath: spool))
            }
        }
    }

    @Test(
        "a row that the target does not take, or can't hold as it is, is named, and nothing stays",
        arguments: [
            ("UPDATE things SET name = printf('%050d', 7) WHERE id = 250", "things, the row with id 250: "),
            ("UPDATE things SET price = 'twelve' WHERE id = 3", "things, the row with id 3: "),
            ("UPDATE things SET at = 'soon' WHERE id = 300", "things, the row with id 300: "),
            (
                "UPDATE things SET price = '0.12345678901234' WHERE id = 299",
                "things, the row with id 299: price is '0.12345678901234', and would be '0.1234567890' in the target"
            ),
        ], [TestDatabase.postgres, .mariadb])
    func refusedRow(_ row: (sql: String, words: String), _ kind: TestDatabase) async throws {
        try await Self.copy(row.sql, to: kind) { _, error in
            #expect(error?.message.hasPrefix(row.words) == true, "\(error?.message ?? "copied")")
            #expect(error?.message.contains("Nothing was changed") == true)
        }
    }

    @Test("rows that name rows that are not there are refused by every engine", arguments: TestDatabase.allCases)
    func orphans(_ kind: TestDatabase) async throws {
        try await Self.copy("UPDATE things SET parent_id = 999 WHERE id < 3", to: kind) { _, error in
            #expect(error?.message == "2 rows would name rows that are not there, in things.parent_id")
            #expect(error?.kind == .foreignKeyViolation(columns: ["things.parent_id"]))
        }
    }

    @Test("times and decimals in the forms of other programs arrive", arguments: TestDatabase.allCases)
    func otherForms(_ kind: TestDatabase) async throws {
        let sql = "UPDATE things SET at = '2026-01-02T03:04:05Z', price = '12.5e1' WHERE id = 3"
        try await Self.copy(sql, to: kind) { target, error in
            #expect(error == nil, "\(error?.message ?? "")")
            let thing = try await Repository<Thing>().find(3, in: target)
            #expect(thing?.at == Date(timeIntervalSince1970: 1_767_323_045) && thing?.price == 125)
        }
    }
}
