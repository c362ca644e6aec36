import Database
import TestDatabases
import Testing

/// MariaDB commits with each statement that changes the schema: what is left of a migration that stopped halfway is gone on with.
@Suite struct MigrationStepsTests {
    private static func migrator(_ up: String, down: String? = nil, number: Int = 1) throws -> Migrator {
        var before = (1..<number).map { Migration(module: "site", number: $0, name: "\($0)", up: "SELECT 1", down: "SELECT 1") }
        before.append(Migration(module: "site", number: number, name: "it", up: up, down: down))
        return try Migrator(before)
    }

    private static func failure(_ up: String, down: String? = nil, _ engine: any DatabaseEngine) async -> String {
        let error = await #expect(throws: DatabaseError.self) { try await migrator(up, down: down).upgrade(engine) }
        return error?.message ?? ""
    }

    private static func count(_ table: String, _ engine: any DatabaseEngine) async throws -> Int? {
        try await engine.read { try $0.scalar("SELECT count(*) FROM \(table)") }
    }

    @Test("rows that a migration wrote before it stopped are written once")
    func rows() async throws {
        try await TestDatabase.mariadb.run { engine in
            let start =
                "CREATE TABLE a (n BIGINT); INSERT INTO a VALUES (1); INSERT INTO a VALUES (1); CREATE TABLE b (n BIGINT);"
            let told = await Self.failure(start + "INSERT INTO b VALUES (1); INSERT INTO nothing VALUES (1)", engine)
            #expect(told.hasPrefix("the migration site 1 failed and stopped at `INSERT INTO nothing VALUES (1)`"))
            #expect(told.contains("the 4 statements before it stay, and the next run goes on behind them"), "\(told)")
            #expect(try await Self.count("a", engine) == 2)
            #expect(try await Self.count("b", engine) == 0, "rows without a change of the schema behind them are undone")
            #expect(await Self.failure(start + "INSERT INTO b VALUES (1); INSERT INTO nothing VALUES (1)", engine) == told)
            let mended = try Self.migrator(start + "\n-- mended\nINSERT INTO b VALUES (1); INSERT INTO b VALUES (2)")
            #expect(try await mended.upgrade(engine).count == 1)
            #expect(try await Self.count("a", engine) == 2)
            #expect(try await Self.count("b", engine) == 2)
            #expect(try await Self.count("schema_migration_steps", engine) == 0)
            try await engine.write { _ = try $0.execute("INSERT INTO a VALUES (3)") }
            #expect(try await Self.count("a", engine) == 3, "connections commit as before")
        }
    }

    @Test("a migration of rows alone leaves nothing behind")
    func rowsAlone() async throws {
        try await TestDatabase.mariadb.run { engine in
            try await engine.write { _ = try $0.execute("CREATE TABLE a (n BIGINT)") }
            let told = await Self.failure("INSERT INTO a VALUES (1); INSERT INTO nothing VALUES (1)", engine)
            #expect(told.contains("failed and left nothing behind"))
            #expect(try await Self.count("a", engine) == 0)
        }
    }

    @Test("a statement that was under way when the program was killed is run again, or was done", arguments: [true, false])
    func killed(_ wasDone: Bool) async throws {
        try await TestDatabase.mariadb.run { engine in
            let up = "CREATE TABLE a (n BIGINT); ALTER TABLE a ADD COLUMN m BIGINT; ALTER TABLE nothing ADD COLUMN m BIGINT"
            _ = await Self.failure(up, engine)
            // As the kill would have left it: noted, and not noted as done.
            try await engine.write { transaction in
                try transaction.execute("UPDATE schema_migration_steps SET is_done = FALSE WHERE step = 2")
            }
            if !wasDone { try await engine.write { _ = try $0.execute("ALTER TABLE a DROP COLUMN m") } }
            #expect(
                try await Self.migrator(up.replacing("nothing ADD COLUMN m", with: "a ADD COLUMN k")).upgrade(engine).count == 1)
            #expect(try await engine.read { try $0.columns(of: "a") } == ["n", "m", "k"])
        }
    }

    @Test("what was there before is not taken for the migration's own")
    func there() async throws {
        try await TestDatabase.mariadb.run { engine in
            try await engine.write { _ = try $0.execute("CREATE TABLE a (other BIGINT)") }
            for _ in 1...2 {
                let told = await Self.failure("CREATE TABLE a (n BIGINT)", engine)
                #expect(told.contains("left nothing behind") && told.contains("already exists"))
            }
        }
    }

    @Test("the way back goes on too, and nothing else goes before it")
    func back() async throws {
        try await TestDatabase.mariadb.run { engine in
            let up = "CREATE TABLE a (n BIGINT); CREATE TABLE b (n BIGINT)"
            let bad = try Self.migrator(up, down: "DROP TABLE b; DROP TABLE nothing", number: 2)
            try await bad.upgrade(engine)
            await #expect(throws: DatabaseError.self) { try await bad.downgrade(engine, module: "site") }
            let good = try Self.migrator(up, down: "DROP TABLE b; DROP TABLE a", number: 2)
            let later = try Migrator(good.known + [Migration(module: "site", number: 3, name: "3", up: "SELECT 1")])
            let refused = await #expect(throws: DatabaseError.self) { try await later.upgrade(engine) }
            #expect(
                refused?.message
                    == "the way back of site 2 has stopped halfway: bring it to its end first, with db downgrade --module site")
            #expect(try await good.downgrade(engine, module: "site")?.number == 2)

            let half = try Self.migrator("CREATE TABLE a (n BIGINT); CREATE TABLE nothing (n)", down: "DROP TABLE a", number: 2)
            await #expect(throws: DatabaseError.self) { try await half.upgrade(engine) }
            let early = await #expect(throws: DatabaseError.self) { try await half.downgrade(engine, module: "site") }
            #expect(early?.message == "the migration site 2 has stopped halfway: bring it to its end first, with db upgrade")
            try await half.stamp(engine, module: "site", upTo: 2)
            #expect(
                try await half.downgrade(engine, module: "site")?.number == 2,
                "a stamp says that it was brought to its end by hand")
        }
    }
}
