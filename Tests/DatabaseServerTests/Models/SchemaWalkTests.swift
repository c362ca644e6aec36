import Database
import Foundation
import TestDatabases
import Testing

/// A table as its programmer changes it from day to day. The files are written on one engine and run on each, and back.
@Suite struct SchemaWalkTests {
    enum Mood: String, Codable, ValueConvertible { case good, bad }

    struct Maker: Model {
        var id: Int?
        var name: String
        static let table = Table<Maker>("makers") { table in
            table.key(\.id)
            table.column(\.name)
        }
    }

    enum Day1 {
        struct Item: Model {
            var id: Int?
            var title: String
            var price: Decimal
            var makerID: Int?
            var code: String?
            var isShown = true
            var tag: UUID?
            static let table = Table<Item>("items") { table in
                table.key(\.id)
                table.column(\.title, .length(100), .indexed)
                table.column(\.price, .type(.decimal(12, 2)))
                table.column(\.makerID, .references(Maker.self))
                table.column(\.code)
                table.column(\.isShown, .default(true))
                table.column(\.tag)
            }
        }
    }

    /// Columns of each type; an index beside the one behind the foreign key.
    enum Day2 {
        struct Item: Model {
            var id: Int?
            var title: String
            var price: Decimal
            var makerID: Int?
            var code: String?
            var isShown = true
            var tag: UUID?
            var words: JSONColumn<[String]>?
            var madeAt = Date(timeIntervalSince1970: 0)
            var mood = Mood.good
            var note: String
            var bytes: [UInt8] = []
            static let table = Table<Item>("items") { table in
                table.key(\.id)
                table.column(\.title, .length(100), .indexed)
                table.column(\.price, .type(.decimal(12, 2)))
                table.column(\.makerID, .references(Maker.self), .indexed)
                table.column(\.code)
                table.column(\.isShown, .default(true))
                table.column(\.tag)
                table.column(\.words)
                table.column(\.madeAt)
                table.column(\.mood, .default(.good))
                table.column(\.note, .default("it's \\ \"new\";\r\n\tα\u{1A}"))
                table.column(\.bytes)
            }
        }
    }

    /// Other types; the foreign key keeps no index of its own; a column that must not be empty any more.
    enum Day3 {
        struct Item: Model {
            var id: Int?
            var title: String
            var price: Decimal
            var makerID: Int
            var code: String
            var isShown: Int
            var tag: UUID?
            var madeAt: String
            var mood = Mood.bad
            static let table = Table<Item>("items") { table in
                table.key(\.id)
                table.column(\.title, .length(200), .indexed)
                table.column(\.price, .type(.decimal(12, 2)))
                table.column(\.makerID, .references(Maker.self))
                table.column(\.code, .default("none"), .unique)
                table.column(\.isShown, .default(1))
                table.column(\.tag)
                table.column(\.madeAt, .length(40), .default("2026-01-01 00:00:00"))
                table.column(\.mood, .default(.bad))
                table.unique(\.title, \.code)
            }
        }
    }

    /// Other names, and a foreign key that goes while its column stays.
    enum Day4 {
        struct Entry: Model {
            var id: Int?
            var headline: String
            var price: Decimal
            var makerID: Int
            var slug: String
            var isShown: Bool
            var tag: UUID?
            var parentID: Int?
            static let table = Table<Entry>("entries") { table in
                table.key(\.id)
                table.column(\.headline, .length(200), .renamed(from: "title"), .indexed)
                table.column(\.price, .type(.decimal(12, 2)))
                table.column(\.makerID)
                table.column(\.slug, .renamed(from: "code"), .default("none"), .unique)
                table.column(\.isShown, .default(true))
                table.column(\.tag)
                table.column(\.parentID, .references("entries", onDelete: .cascade))
                table.unique(\.headline, \.slug)
            }
        }
    }

    /// What was renamed is changed once more: every engine has to know it by its new name.
    enum Day5 {
        struct Entry: Model {
            var id: Int?
            var headline: String
            var price: Decimal
            var makerID: Int
            var slug: String
            var parentID: Int?
            static let table = Table<Entry>("entries") { table in
                table.key(\.id)
                table.column(\.headline, .length(200))
                table.column(\.price, .type(.decimal(12, 2)))
                table.column(\.makerID)
                table.column(\.slug, .default("none"))
                table.column(\.parentID)
            }
        }

        /// Names an egg, and is named by it.
        struct Hen: Model {
            var id: UUID
            var eggCode: String?
            static let table = Table<Hen>("hens") { table in
                table.key(\.id)
                table.column(\.eggCode, .references("eggs", "code", onDelete: .setNull))
            }
        }

        struct Egg: Model {
            var code: String
            var henID: UUID?
            var order: String
            static let table = Table<Egg>("eggs") { table in
                table.key(\.code)
                table.column(\.henID, .references(Hen.self, onDelete: .cascade), .unique)
                table.column(\.order, .default("x"))
            }
        }
    }

    private static func days() throws -> [[ModelTable]] {
        let maker = try ModelTable(Maker.self)
        return [
            [maker, try ModelTable(Day1.Item.self)], [maker, try ModelTable(Day2.Item.self)],
            [maker, try ModelTable(Day3.Item.self)], [maker, try ModelTable(Day4.Entry.self)],
            [maker, try ModelTable(Day5.Entry.self), try ModelTable(Day5.Hen.self), try ModelTable(Day5.Egg.self)],
        ]
    }

    private static func difference(_ tables: [ModelTable], _ engine: any DatabaseEngine) async throws -> SchemaDifference {
        var renames = SchemaDifference.Renames()
        renames.isComplete = true
        let isThere = try await engine.read { try $0.tableExists("items") }
        if isThere, tables.contains(where: { $0.schema.name == "entries" }) { renames.tables["entries"] = "items" }
        let said = renames
        return try await engine.read { try SchemaDifference(of: tables, made: [], renames: said, in: $0) }
    }

    private static func migrator(_ files: [MigrationFile]) throws -> Migrator {
        try Migrator(files.map { $0.migration(module: "site") })
    }

    /// What a programmer with this engine gets written, day by day.
    private static func written(on kind: TestDatabase) async throws -> [MigrationFile] {
        var files: [MigrationFile] = []
        try await kind.run { engine in
            for tables in try days() {
                let changes = try await difference(tables, engine).changes
                let existing = try await engine.read { try $0.tableNames() }
                files.append(
                    try MigrationFile(number: files.count + 1, message: "up to day", changes: changes, existing: existing))
                try await migrator(files).upgrade(engine)
            }
        }
        return files
    }

    private static func fill(_ engine: any DatabaseEngine) async throws {
        try await Repository<Maker>().insert(contentsOf: [Maker(id: 1, name: "one"), Maker(id: 2, name: "two")], in: engine)
        let items = (1...3).map { number in
            Day1.Item(
                id: number, title: "t'\(number)", price: Decimal(number) / 4, makerID: number % 2 + 1, code: "c\(number)",
                isShown: number != 2, tag: UUID())
        }
        try await Repository<Day1.Item>().insert(contentsOf: items, in: engine)
    }

    private static let pairs = TestDatabase.allCases.filter { $0 != .bucket }.flatMap { from in
        TestDatabase.allCases.map { (from, $0) }
    }

    @Test("files that were written on one engine run on each, leave no difference, and go back", arguments: pairs)
    func walk(_ from: TestDatabase, _ to: TestDatabase) async throws {
        let files = try await Self.written(on: from)
        try await to.run { engine in
            for (day, tables) in try Self.days().enumerated() {
                try await Self.migrator(Array(files.prefix(day + 1))).upgrade(engine)
                let left = try await Self.difference(tables, engine).words
                #expect(left == [], "day \(day + 1)\n\(files[day].text)")
                if day == 0 { try await Self.fill(engine) }
            }
            let entries = try await Repository<Day5.Entry>().all(in: engine)
            #expect(entries.map(\.headline) == ["t'1", "t'2", "t'3"] && entries.map(\.slug) == ["c1", "c2", "c3"])
            #expect(entries.map(\.price) == [Decimal(string: "0.25"), Decimal(string: "0.5"), Decimal(string: "0.75")])
            for (day, tables) in try Self.days().enumerated().reversed().dropFirst() {
                #expect(try await Self.migrator(files).downgrade(engine, module: "site")?.number == day + 2)
                // What a column that goes had been on PostgreSQL the others do not tell: JSON is text to both.
                guard from == .postgres || from == to || to == .bucket else { continue }
                let left = try await Self.difference(tables, engine).words
                #expect(left == [], "back at day \(day + 1)\n\(files[day + 1].text)")
            }
            #expect(try await Self.migrator(files).downgrade(engine, module: "site")?.number == 1)
            #expect(try await engine.read { try $0.tableExists("items") || $0.tableExists("makers") } == false)
        }
    }

    @Test("what hangs on a table of SQLite's stays when the table is made anew", arguments: [TestDatabase.sqlite, .bucket])
    func hanging(_ kind: TestDatabase) async throws {
        let files = try await Self.written(on: .sqlite)
        try await kind.run { engine in
            try await Self.migrator(Array(files.prefix(1))).upgrade(engine)
            try await Self.fill(engine)
            try await engine.write {
                try $0.executeScript(
                    """
                    CREATE VIEW shown AS SELECT id, title AS name FROM items WHERE is_shown;
                    CREATE VIEW titles AS SELECT name FROM shown;
                    CREATE TRIGGER hide INSTEAD OF DELETE ON shown BEGIN UPDATE items SET is_shown = 0 WHERE id = old.id; END;
                    CREATE UNIQUE INDEX one_shown ON items (title) WHERE is_shown;
                    CREATE INDEX lowered ON items (lower(title));
                    CREATE TRIGGER upper_title AFTER INSERT ON items BEGIN
                        UPDATE items SET title = CASE WHEN title = '' THEN 'NONE' ELSE upper(title) END WHERE id = new.id; END;
                    CREATE TRIGGER untag AFTER UPDATE ON makers BEGIN UPDATE items SET tag = NULL WHERE maker_id = new.id; END;
                    """)
            }
            try await Self.migrator(Array(files.prefix(3))).upgrade(engine)
            #expect(try await Self.hangs(engine) == Self.hangings)
            try await Self.migrator(Array(files.prefix(4))).upgrade(engine)
            #expect(try await Self.hangs(engine) == Self.hangings, "under the table's new name too")
            try await engine.write { transaction in
                try transaction.execute("INSERT INTO entries (headline, price, maker_id, slug) VALUES ('new', 1, 1, 'new')")
                try transaction.execute("DELETE FROM shown WHERE name = 'NEW'")
                try transaction.execute("UPDATE makers SET name = 'other'")
                #expect(try transaction.scalar("SELECT group_concat(name) FROM titles") == "t'1,t'3")
                #expect(try transaction.scalar("SELECT count(*) FROM entries WHERE tag IS NOT NULL") == 0)
            }
        }
    }

    private static let hangings = ["hide", "lowered", "one_shown", "shown", "titles", "untag", "upper_title"]

    private static func hangs(_ engine: any DatabaseEngine) async throws -> [String] {
        try await engine.read { transaction in
            try transaction.query("SELECT name FROM sqlite_schema ORDER BY name").map { try $0.get(at: 0) }
                .filter(hangings.contains)
        }
    }

    @Test("what a table of SQLite's was made with, and no model can say, is told in the file")
    func undeclared() async throws {
        try await TestDatabase.sqlite.run { engine in
            try await engine.write {
                _ = try $0.execute(
                    "CREATE TABLE makers (id INTEGER NOT NULL PRIMARY KEY, name TEXT COLLATE NOCASE CHECK (name <> ''))")
            }
            let changes = try await Self.difference([try ModelTable(Maker.self)], engine).changes
            let file = try MigrationFile(number: 1, message: "x", changes: changes, existing: ["makers"])
            #expect(file.text.contains("-- makers was made with CHECK, COLLATE, which no model says"))
            #expect(file.text.contains("-- Rows with nothing there get '' in makers.name: it must not be empty."))
        }
    }

    @Test(
        "a key that changes is no file's: its children would have to follow",
        arguments: [TestDatabase.sqlite, .postgres, .mariadb])
    func key(_ kind: TestDatabase) async throws {
        struct Other: Model {
            var id: UUID
            var name: String
            static let table = Table<Other>("makers") { table in
                table.key(\.id)
                table.column(\.name)
            }
        }
        try await kind.run { engine in
            try await engine.write { try $0.createTables(Maker.self) }
            let difference = try await Self.difference([try ModelTable(Other.self)], engine)
            #expect(difference.words.first?.hasPrefix("makers: id is ") == true)
            let error = #expect(throws: DatabaseError.self) {
                try MigrationFile(number: 1, message: "x", changes: difference.changes, existing: ["makers"])
            }
            #expect(error?.message.contains("the key of makers changes") == true)
        }
    }

    @Test(
        "text that is too long for a column that becomes shorter is refused, and not cut",
        arguments: [TestDatabase.postgres, .mariadb])
    func tooLong(_ kind: TestDatabase) async throws {
        struct Short: Model {
            var id: Int?
            var name: String
            static let table = Table<Short>("makers") { table in
                table.key(\.id)
                table.column(\.name, .length(3))
            }
        }
        try await kind.run { engine in
            try await engine.write { try $0.createTables(Maker.self) }
            try await Repository<Maker>().insert(Maker(name: "Ada Lovelace"), in: engine)
            let changes = try await Self.difference([try ModelTable(Short.self)], engine).changes
            let file = try MigrationFile(number: 1, message: "short", changes: changes, existing: ["makers"])
            await #expect(throws: DatabaseError.self) { try await Self.migrator([file]).upgrade(engine) }
            #expect(try await Repository<Maker>().all(in: engine).map(\.name) == ["Ada Lovelace"])
        }
    }

    @Test("the key of a table that another program made, a SERIAL, goes on counting")
    func serial() async throws {
        try await TestDatabase.postgres.run { engine in
            try await engine.write { _ = try $0.execute("CREATE TABLE makers (id SERIAL PRIMARY KEY, name TEXT NOT NULL)") }
            let tables = [try ModelTable(Maker.self)]
            let difference = try await Self.difference(tables, engine)
            #expect(difference.words.first?.contains("id is integer") == true, "\(difference.words)")
            let file = try MigrationFile(number: 1, message: "wide", changes: difference.changes, existing: ["makers"])
            try await Self.migrator([file]).upgrade(engine)
            #expect(try await Self.difference(tables, engine).words == [])
            #expect(try await Repository<Maker>().insert(Maker(name: "Ada"), in: engine).id == 1)
        }
    }
}
