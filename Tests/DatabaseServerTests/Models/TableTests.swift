import Database
import Foundation
import TestDatabases
import Testing

/// What is wrong with a table is told before a row is read.
@Suite struct TableTests {
    struct Forgotten: Model {
        var id: Int?
        var title: String
        var summary: String
        static let table = Table<Forgotten>("t") { table in
            table.key(\.id)
            table.column(\.title)
        }
    }

    struct Keyless: Model {
        var id: Int?
        static let table = Table<Keyless>("t") { $0.column(\.id) }
    }

    struct Computed: Model {
        var id: Int?
        var watched = 0 { didSet {} }
        var shout: String { "!" }
        static let table = Table<Computed>("t") { table in
            table.key(\.id)
            table.column(\.shout)
            table.column(\.watched)
        }
    }

    struct Uncoded: Model {
        var id: Int?
        var cache: Int = 0
        enum CodingKeys: CodingKey { case id }
        static let table = Table<Uncoded>("t") { table in
            table.key(\.id)
            table.column(\.cache)
        }
    }

    struct Twice: Model {
        var id: Int?
        var one: Int
        var other: Int
        static let table = Table<Twice>("t") { table in
            table.key(\.id)
            table.key(\.one)
            table.column(\.other, .named("one"))
        }
    }

    struct Renamed: Model, Equatable {
        var id: Int?
        var writer: String
        var URLPath: String
        enum CodingKeys: String, CodingKey {
            case id
            case writer = "author"
            case URLPath
        }
        static let table = Table<Renamed>("renamed") { table in
            table.key(\.id)
            table.column(\.writer, .named("author"))
            table.column(\.URLPath, .named("place"))
        }
    }

    @Test(
        "a declaration that does not fit is refused in words",
        arguments: [
            (Forgotten.table.problems, "summary is a coding key of Forgotten, and no column"),
            (Keyless.table.problems, "it has no key"),
            (Computed.table.problems, "(String)> is no stored property"),
            (Computed.table.problems, "(Int)> is no stored property"),
            (Uncoded.table.problems, "cache is a column, and no coding key of Uncoded"),
            (Twice.table.problems, "it has two keys"),
            (Twice.table.problems, "two columns are called one"),
        ])
    func refused(_ problems: [String], _ text: String) {
        #expect(problems.contains { $0.contains(text) }, "\(problems)")
    }

    @Test("a query on what is no column says so, and so does every use of a wrong table")
    func misuse() async throws {
        try await TestDatabase.sqlite.run { engine in
            try await Library.make(in: engine)
            let error = await #expect(throws: DatabaseError.self) { try await Repository<Forgotten>().all(in: engine) }
            #expect(error?.kind == .misuse && error?.message.contains("summary") == true)
            let other = await #expect(throws: DatabaseError.self) {
                try await Library.books.filter { $0.shout == "!" }.all(in: engine)
            }
            #expect(other?.kind == .misuse && other?.message.contains("is no column of the table books") == true)
        }
    }

    @Test("columns may have names of their own")
    func names() async throws {
        #expect(Renamed.table.problems == [])
        try await TestDatabase.sqlite.run { engine in
            try await engine.write { try $0.createTables(Renamed.self) }
            let one = try await Repository<Renamed>().insert(Renamed(writer: "a", URLPath: "/b"), in: engine)
            #expect(one == Renamed(id: 1, writer: "a", URLPath: "/b"))
            #expect(try await Repository<Renamed>().filter { $0.URLPath == "/b" && $0.writer == "a" }.all(in: engine) == [one])
            #expect(try await engine.read { try $0.columns(of: "renamed") } == ["id", "author", "place"])
        }
    }
}

extension Book {
    /// No column.
    fileprivate var shout: String { title + "!" }
}
