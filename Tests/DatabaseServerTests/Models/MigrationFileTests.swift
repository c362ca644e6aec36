import Database
import Foundation
import TestDatabases
import Testing

/// Migrations that are written from models, on each engine.
@Suite struct MigrationFileTests {
    enum First {
        struct Person: Model {
            var id: Int?
            var name: String
            static let table = Table<Person>("people") { table in
                table.key(\.id)
                table.column(\.name, .unique)
            }
        }

        struct Note: Model, Equatable {
            var id: Int?
            var title: String
            var body: String?
            var old: String?
            var personID: Int?
            var size = 0
            static let table = Table<Note>("notes") { table in
                table.key(\.id)
                table.column(\.title, .length(100), .indexed)
                table.column(\.body)
                table.column(\.old, .default("it's"))
                table.column(\.personID, .references(Person.self))
                table.column(\.size, .default(-1))
            }
        }
    }

    enum Second {
        struct Note: Model, Equatable {
            var id: Int?
            var headline: String
            var body: String
            var personID: Int?
            var size: Double
            var slug: String?
            var isShown: Bool
            var at: Date?
            var price: Decimal?
            static let table = Table<Note>("notes") { table in
                table.key(\.id)
                table.column(\.headline, .length(200), .renamed(from: "title"))
                table.column(\.body, .default("none"))
                table.column(\.personID, .references(First.Person.self, onDelete: .cascade), .indexed)
                table.column(\.size)
                table.column(\.slug, .unique)
                table.column(\.isShown, .default(true))
                table.column(\.at)
                table.column(\.price)
            }
        }

        struct Mark: Model {
            var id: UUID
            var noteID: Int
            static let table = Table<Mark>("marks") { table in
                table.key(\.id)
                table.column(\.noteID, .references(Note.self, onDelete: .cascade))
            }
        }
    }

    private static func first() throws -> [ModelTable] { [try ModelTable(First.Note.self), try ModelTable(First.Person.self)] }
    private static func second() throws -> [ModelTable] {
        [try ModelTable(Second.Mark.self), try ModelTable(Second.Note.self), try ModelTable(First.Person.self)]
    }

    private static func difference(
        _ tables: [ModelTable], _ files: [MigrationFile], isComplete: Bool = true, _ engine: any DatabaseEngine
    ) async throws -> SchemaDifference {
        var renames = SchemaDifference.Renames()
        renames.isComplete = isComplete
        let said = renames
        return try await engine.read {
            try SchemaDifference(of: tables, made: MigrationFile.tablesMade(by: files), renames: said, in: $0)
        }
    }

    private static func expectNone(
        _ tables: [ModelTable], _ files: [MigrationFile], _ engine: any DatabaseEngine
    ) async throws {
        let left = try await difference(tables, files, engine).changes
        #expect(left.isEmpty, "\(left)\n\(files.last?.text ?? "")")
    }

    private static func write(
        _ tables: [ModelTable], _ files: [MigrationFile], _ engine: any DatabaseEngine
    ) async throws -> [MigrationFile] {
        let difference = try await difference(tables, files, engine)
        let existing = try await engine.read { try $0.tableNames() }
        return files + [
            try MigrationFile(
                number: files.count + 1, message: "Step \(files.count + 1)!", changes: difference.changes, existing: existing)
        ]
    }

    @Test(
        "a schema goes from one state of the models to the next and back, and its rows with it", arguments: TestDatabase.allCases)
    func there(_ kind: TestDatabase) async throws {
        try await kind.run { engine in
            var files = try await Self.write(try Self.first(), [], engine)
            #expect(files[0].fileName == "0001_step_1.sql")
            func migrator() throws -> Migrator { try Migrator(files.map { $0.migration(module: "site") }) }
            try await migrator().upgrade(engine)
            try await Self.expectNone(Self.first(), files, engine)
            let ada = try await Repository<First.Person>().insert(First.Person(name: "Ada"), in: engine)
            let notes = (1...3).map {
                First.Note(id: $0, title: "t'\($0)", body: $0 == 2 ? nil : "b", personID: ada.id, size: $0)
            }
            try await Repository<First.Note>().insert(contentsOf: notes, in: engine)
            if engine.dialect == .sqlite { try await Self.addTrigger(engine) }

            files = try await Self.write(try Self.second(), files, engine)
            try await migrator().upgrade(engine)
            try await Self.expectNone(Self.second(), files, engine)
            let found = try await Repository<Second.Note>().all(in: engine)
            #expect(found.map(\.headline) == ["t'1", "t'2", "t'3"] && found.map(\.body) == ["b", "none", "b"])
            #expect(found.map(\.size) == [1, 2, 3] && found.allSatisfy { $0.isShown && $0.slug == nil && $0.personID == ada.id })
            if engine.dialect == .sqlite { #expect(try await Self.triggerCount(engine) == 1) }
            let mark = Second.Mark(id: UUID(), noteID: 1)
            try await Repository<Second.Mark>().insert(mark, in: engine)
            #expect(try await Repository<First.Person>().delete(ada.id, in: engine))
            #expect(try await Repository<Second.Note>().count(in: engine) == 0, "children go with their parent")
            #expect(try await Repository<Second.Mark>().count(in: engine) == 0)

            #expect(try await migrator().downgrade(engine, module: "site")?.number == 2)
            try await Self.expectNone(Self.first(), files, engine)
            #expect(try await migrator().downgrade(engine, module: "site")?.number == 1)
            let left = try await engine.read { try $0.tableNames() }.filter {
                $0 != "satchel_commits" && $0 != "schema_migration_steps"
            }
            #expect(left == ["schema_migrations"])
        }
    }

    private static func addTrigger(_ engine: any DatabaseEngine) async throws {
        try await engine.write {
            try $0.executeScript(
                "CREATE TABLE seen (n INTEGER); CREATE TRIGGER seen_notes AFTER DELETE ON notes BEGIN INSERT INTO seen VALUES (old.id); END;"
            )
        }
    }

    private static func triggerCount(_ engine: any DatabaseEngine) async throws -> Int? {
        try await engine.write { transaction in
            let count: Int? = try transaction.scalar("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'")
            let noticed: Int? = try transaction.scalar("SELECT count(*) FROM seen")
            #expect(noticed == 0, "making a table anew is no deletion")
            try transaction.executeScript("DROP TRIGGER seen_notes; DROP TABLE seen;")
            return count
        }
    }

    @Test("what goes where something else comes is asked, never guessed", arguments: [TestDatabase.sqlite, .postgres])
    func questions(_ kind: TestDatabase) async throws {
        struct Moved: Model {
            var id: Int?
            var label: String
            static let table = Table<Moved>("people") { table in
                table.key(\.id)
                table.column(\.label, .default(""))
            }
        }
        try await kind.run { engine in
            let files = try await Self.write(try Self.first(), [], engine)
            try await Migrator(files.map { $0.migration(module: "site") }).upgrade(engine)
            let difference = try await Self.difference([try ModelTable(Moved.self)], files, isComplete: false, engine)
            #expect(difference.questions.map(\.description) == ["people.name goes and people.label comes"])
            #expect(difference.changes.map(\.name) == ["people"])
            #expect(difference.unclaimed == ["notes"], "what no model has stays until somebody says that it goes")
            var said = SchemaDifference.Renames()
            said.dropped = ["notes"]
            let renames = said
            let dropping = try await engine.read { try SchemaDifference(of: [], made: ["notes"], renames: renames, in: $0) }
            #expect(dropping.changes.map(\.description) == ["notes: a table that goes"])
        }
    }

    @Test("two tables that name each other can be made", arguments: TestDatabase.allCases)
    func circle(_ kind: TestDatabase) async throws {
        struct Left: Model {
            var id: Int?
            var rightID: Int?
            static let table = Table<Left>("lefts") { table in
                table.key(\.id)
                table.column(\.rightID, .references("rights"))
            }
        }
        struct Right: Model {
            var id: Int?
            var leftID: Int?
            var rightID: Int?
            static let table = Table<Right>("rights") { table in
                table.key(\.id)
                table.column(\.leftID, .references(Left.self))
                table.column(\.rightID, .references(Right.self))
            }
        }
        try await kind.run { engine in
            let tables = [try ModelTable(Left.self), try ModelTable(Right.self)]
            let files = try await Self.write(tables, [], engine)
            try await Migrator(files.map { $0.migration(module: "site") }).upgrade(engine)
            try await Self.expectNone(tables, files, engine)
        }
    }

    @Test(
        "a migration that fails leaves nothing behind; MariaDB says where it stopped, and goes on there when it is mended",
        arguments: TestDatabase.allCases)
    func failing(_ kind: TestDatabase) async throws {
        try await kind.run { engine in
            let text = "-- up\nCREATE TABLE one (id INTEGER);\nCREATE TABLE two (id INTEGER;\n"
            let file = try MigrationFile(number: 1, name: "bad", text: text)
            let error = await #expect(throws: DatabaseError.self) {
                try await Migrator([file.migration(module: "site")]).upgrade(engine)
            }
            #expect(error?.kind == .migration)
            let left = try await engine.read { try $0.tableExists("one") }
            #expect(left == (engine.dialect == .mysql))
            let told = engine.dialect == .mysql ? "stopped at `CREATE TABLE two (id INTEGER`" : "left nothing behind"
            #expect(error?.message.contains(told) == true, "\(error?.message ?? "")")
            let mended = try MigrationFile(number: 1, name: "bad", text: text.replacing("INTEGER;", with: "INTEGER);"))
            #expect(try await Migrator([mended.migration(module: "site")]).upgrade(engine).count == 1)
            #expect(try await engine.read { try $0.tableExists("two") })
        }
    }

    @Test(
        "a file that can't be understood is refused",
        arguments: [
            ("CREATE TABLE t (id INTEGER)", "no part"), ("-- up oracle\nSELECT 1", "oracle"),
            ("-- up\n-- up sqlite\n", "two parts"),
        ])
    func refused(_ text: String, _ word: String) {
        let error = #expect(throws: DatabaseError.self) { try MigrationFile(number: 1, name: "x", text: text) }
        #expect(error?.kind == .migration && error?.message.contains(word) == true)
    }
}
