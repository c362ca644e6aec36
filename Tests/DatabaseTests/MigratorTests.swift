import Database
import DatabaseSQLite
import Testing

@Suite struct MigratorTests {
    struct Stop: Error {}

    private static let users = Migration(
        module: "accounts", number: 1, name: "users",
        up: "CREATE TABLE users (id INTEGER PRIMARY KEY); CREATE INDEX users_id ON users (id)", down: "DROP TABLE users")
    private static let posts = Migration(module: "site", number: 1, name: "posts") { transaction in
        try transaction.execute("CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id))")
    }
    private static let email = Migration(module: "accounts", number: 2, name: "email") { transaction in
        try transaction.addColumn("email", "VARCHAR(255)", to: "users")
    }

    private func ids(_ texts: String...) -> [MigrationID] {
        texts.map { text in
            let parts = text.split(separator: " ")
            return MigrationID(module: String(parts[0]), number: Int(parts[1]) ?? 0)
        }
    }

    @Test("migrations run once, module by module, in the order of their numbers")
    func upgrade() async throws {
        let engine = try SQLiteEngine.inMemory()
        let migrator = try Migrator([Self.email, Self.users, Self.posts])
        #expect(try await migrator.pending(engine) == ids("accounts 1", "accounts 2", "site 1"))
        #expect(try await migrator.upgrade(engine) == ids("accounts 1", "accounts 2", "site 1"))
        #expect(try await migrator.upgrade(engine) == [])
        #expect(try await migrator.current(engine) == ids("accounts 2", "site 1"))
        #expect(try await migrator.history(engine).map(\.name) == ["users", "email", "posts"])
        #expect(try await engine.read { try $0.columns(of: "users") } == ["id", "email"])
    }

    @Test("a later program runs only what is new")
    func later() async throws {
        let engine = try SQLiteEngine.inMemory()
        try await Migrator([Self.users]).upgrade(engine)
        #expect(try await Migrator([Self.users, Self.email, Self.posts]).upgrade(engine) == ids("accounts 2", "site 1"))
    }

    @Test("two programs that start at once on one file run each migration once")
    func concurrently() async throws {
        let directory = try TestDirectory()
        let migrations =
            [Self.users, Self.email]
            + (1...20).map { number in
                Migration(module: "many", number: number, name: "\(number)", up: "CREATE TABLE many_\(number) (id INTEGER)")
            }
        let migrator = try Migrator(migrations)
        let runs = try await withThrowingTaskGroup(of: [MigrationID].self) { group in
            for _ in 0..<4 {
                let engine = try SQLiteEngine(path: directory.path + "/one.sqlite")
                group.addTask { try await migrator.upgrade(engine) }
            }
            return try await group.reduce(into: [MigrationID]()) { $0 += $1 }
        }
        #expect(runs.count == 22 && Set(runs).count == 22)
    }

    @Test("a database that is newer than the program is refused, by its numbers and with what to do")
    func newer() async throws {
        let engine = try SQLiteEngine.inMemory()
        try await Migrator([Self.users, Self.email]).upgrade(engine)
        let error = await #expect(throws: DatabaseError.self) { try await Migrator([Self.users, Self.posts]).upgrade(engine) }
        #expect(error?.kind == .migration)
        #expect(
            error?.message == """
                the database is newer than the program: its accounts migrations have reached 2, the program knows 1. Nothing was \
                changed: start the newer program, or go back to 1 with the newer program's db downgrade
                """)
        #expect(try await engine.read { try $0.tableExists("posts") } == false)
    }

    @Test("another migration under a number that was used is refused")
    func changedHistory() async throws {
        let engine = try SQLiteEngine.inMemory()
        try await Migrator([Self.users]).upgrade(engine)
        let other = Migration(module: "accounts", number: 1, name: "people", up: "CREATE TABLE people (id INTEGER)")
        await #expect(throws: DatabaseError.self) { try await Migrator([other]).upgrade(engine) }
    }

    @Test("one that fails leaves nothing behind, and is named; those before it stay")
    func failing() async throws {
        let engine = try SQLiteEngine.inMemory()
        let broken = Migration(
            module: "accounts", number: 2, name: "broken", up: "CREATE TABLE half (id INTEGER); CREATE TABLE users (id INTEGER)")
        let error = await #expect(throws: DatabaseError.self) { try await Migrator([Self.users, broken]).upgrade(engine) }
        #expect(error?.kind == .migration)
        #expect(error?.message.contains("accounts 2 failed and left nothing behind") == true)
        #expect(try await engine.read { try $0.tableExists("half") } == false)
        #expect(try await Migrator([Self.users]).current(engine) == ids("accounts 1"))
    }

    @Test("a migration can't end its transaction")
    func noCommit() async throws {
        let engine = try SQLiteEngine.inMemory()
        let sneaky = Migration(module: "m", number: 1, name: "sneaky", up: "CREATE TABLE t (x); /* now */ COMMIT; BEGIN")
        await #expect(throws: DatabaseError.self) { try await Migrator([sneaky]).upgrade(engine) }
        #expect(try await engine.read { try $0.tableExists("t") } == false)
    }

    @Test("numbers that are used twice or left out are refused before any database is touched")
    func numbers() {
        let error = #expect(throws: DatabaseError.self) { try Migrator([Self.users, Self.users]) }
        #expect(error?.message == "two migrations are accounts 1: give one of them the next number")
        let gap = #expect(throws: DatabaseError.self) { try Migrator([Self.email]) }
        #expect(gap?.message == "the migration accounts 1 is missing: numbers go 1, 2, 3, …")
    }

    @Test("a stamp writes down and runs nothing")
    func stamp() async throws {
        let engine = try SQLiteEngine.inMemory()
        let migrator = try Migrator([Self.users, Self.email])
        try await migrator.stamp(engine, module: "accounts", upTo: 2)
        #expect(try await migrator.pending(engine) == [])
        #expect(try await engine.read { try $0.tableExists("users") } == false)
        await #expect(throws: DatabaseError.self) { try await migrator.stamp(engine, module: "accounts", upTo: 3) }
        let back = await #expect(throws: DatabaseError.self) { try await migrator.stamp(engine, module: "accounts", upTo: 1) }
        #expect(back?.message == "accounts is at 2 already: db downgrade takes migrations back")
        let other = await #expect(throws: DatabaseError.self) { try await migrator.stamp(engine, module: "acounts", upTo: 1) }
        #expect(other?.message == "the program has no migrations of acounts: it has those of accounts")
    }

    @Test("a downgrade takes back the newest of a module, where there is a way back")
    func downgrade() async throws {
        let engine = try SQLiteEngine.inMemory()
        let migrator = try Migrator([Self.users, Self.posts])
        try await migrator.upgrade(engine)
        await #expect(throws: DatabaseError.self) { try await migrator.downgrade(engine, module: "site") }
        #expect(try await migrator.downgrade(engine, module: "accounts") == ids("accounts 1").first)
        #expect(try await migrator.downgrade(engine, module: "accounts") == nil)
        #expect(try await migrator.pending(engine) == ids("accounts 1"))
    }
}
