import Database
import Foundation
import TestDatabases
import Testing

/// What every engine promises, on each of them.
@Suite struct EngineTests {
    struct Stop: Error, Equatable {}

    private func withTable(_ kind: TestDatabase, _ test: (any DatabaseEngine) async throws -> Void) async throws {
        try await kind.run { engine in
            try await engine.write { try $0.executeScript(Tables.script($0.dialect)) }
            try await test(engine)
        }
    }

    private func count(_ engine: any DatabaseEngine) async throws -> Int? {
        try await engine.read { try $0.scalar("SELECT count(*) FROM t") }
    }

    @Test("what a write did is seen by the next read; what one that throws did is not", arguments: TestDatabase.allCases)
    func writesAndReads(_ kind: TestDatabase) async throws {
        try await withTable(kind) { engine in
            try await engine.write { _ = try $0.execute("INSERT INTO t (id, x) VALUES (1, 'a')") }
            await #expect(throws: Stop.self) {
                try await engine.write { transaction -> Void in
                    try transaction.execute("INSERT INTO t (id, x) VALUES (2, 'b')")
                    throw Stop()
                }
            }
            #expect(try await engine.read { try $0.query("SELECT x FROM t", as: String.self) } == ["a"])
            try await engine.check()
        }
    }

    @Test("writing in a read is refused", arguments: TestDatabase.allCases)
    func readOnly(_ kind: TestDatabase) async throws {
        try await withTable(kind) { engine in
            let error = await #expect(throws: DatabaseError.self) {
                try await engine.read { _ = try $0.execute("INSERT INTO t (id, x) VALUES (1, 'a')") }
            }
            #expect(error?.kind == .readOnly)
            let left = try await count(engine)
            #expect(left == 0)
        }
    }

    @Test(
        "transactions of every kind have their own isolation, whatever the one before on the connection had",
        arguments: [TestDatabase.postgres, .mariadb])
    func isolation(_ kind: TestDatabase) async throws {
        let engine = try await kind.open("pool_size=1")
        let question = kind == .postgres ? "SELECT current_setting('transaction_isolation')" : "SELECT lower(@@tx_isolation)"
        @Sendable func level(_ transaction: any Transaction) throws -> String? {
            try transaction.scalar(question, as: String.self)?.replacing("-", with: " ")
        }
        for _ in 0..<2 {
            #expect(try await engine.write(level) == "serializable")
            #expect(try await engine.read(level) == "repeatable read")
            #expect(try await engine.writeReadCommitted(level) == "read committed")
            #expect(try await engine.read(level) == "repeatable read")
            #expect(try await engine.read(level) == "repeatable read")
        }
        await engine.close()
    }

    @Test(
        "of writers that read and then write, each sees what those before it did, and none is lost",
        arguments: TestDatabase.allCases)
    func serializable(_ kind: TestDatabase) async throws {
        try await withTable(kind) { engine in
            try await engine.write { _ = try $0.execute("INSERT INTO t (id, n) VALUES (1, 0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        try await engine.write { transaction in
                            let n: Int = try transaction.scalar("SELECT n FROM t WHERE id = 1") ?? -1000
                            try transaction.execute("UPDATE t SET n = ? WHERE id = 1", [n + 1])
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await engine.read { try $0.scalar("SELECT n FROM t WHERE id = 1") } == 40)
        }
    }

    @Test("of two that look first and then take the last place, one gets it", arguments: TestDatabase.allCases)
    func writeSkew(_ kind: TestDatabase) async throws {
        try await withTable(kind) { engine in
            let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<12 {
                    group.addTask {
                        try await engine.write { transaction in
                            guard try transaction.scalar("SELECT count(*) FROM t WHERE n = 7", as: Int.self) == 0 else {
                                return false
                            }
                            return try transaction.execute("INSERT INTO t (id, n) VALUES (?, 7)", [number]).changes == 1
                        }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(taken == 1)
            let left = try await count(engine)
            #expect(left == 1)
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let sql: String
        let kind: DatabaseError.Kind
        var testDescription: String { sql }

        /// MariaDB does not name the table of a column that may not be NULL, and SQLite no foreign key.
        func kind(on database: TestDatabase) -> DatabaseError.Kind {
            if [.sqlite, .bucket].contains(database), case .foreignKeyViolation = kind {
                return .foreignKeyViolation(columns: [])
            }
            guard database == .mariadb, case .notNullViolation(let column) = kind else { return kind }
            return .notNullViolation(column: String(column.split(separator: ".").last ?? ""))
        }
    }

    private static let refusals = [
        Refusal(sql: "INSERT INTO t (id, x) VALUES (2, 'a')", kind: .uniqueViolation(columns: ["t.x"])),
        Refusal(sql: "INSERT INTO t (id) VALUES (1)", kind: .uniqueViolation(columns: ["t.id"])),
        Refusal(sql: "INSERT INTO child (t_id) VALUES (99)", kind: .foreignKeyViolation(columns: ["child.t_id"])),
        Refusal(sql: "INSERT INTO child (t_id, must) VALUES (1, NULL)", kind: .notNullViolation(column: "child.must")),
        Refusal(sql: "UPDATE t SET n = -1", kind: .checkViolation),
    ]

    @Test(
        "a violated constraint says which, without the value; after a savepoint the transaction goes on",
        arguments: TestDatabase.allCases, refusals)
    func constraints(_ kind: TestDatabase, _ refusal: Refusal) async throws {
        try await withTable(kind) { engine in
            let error = try await engine.write { transaction in
                try transaction.execute("INSERT INTO t (id, x) VALUES (1, 'a')")
                let error = #expect(throws: DatabaseError.self) {
                    try transaction.savepoint { try transaction.execute(refusal.sql) }
                }
                try transaction.execute("INSERT INTO t (id, x) VALUES (3, 'c')")
                return error
            }
            #expect(error?.kind == refusal.kind(on: kind))
            #expect(error?.message.contains("(a)") == false && error?.message.contains("'a'") == false)
            #expect(try await engine.read { try $0.query("SELECT id FROM t ORDER BY id", as: Int.self) } == [1, 3])
        }
    }

    @Test("savepoints nest, and each is undone alone", arguments: TestDatabase.allCases)
    func savepoints(_ kind: TestDatabase) async throws {
        try await withTable(kind) { engine in
            try await engine.write { transaction in
                try transaction.savepoint {
                    try transaction.execute("INSERT INTO t (id) VALUES (1)")
                    #expect(throws: Stop.self) {
                        try transaction.savepoint {
                            try transaction.execute("INSERT INTO t (id) VALUES (2)")
                            try transaction.savepoint { try transaction.execute("INSERT INTO t (id) VALUES (3)") }
                            throw Stop()
                        }
                    }
                    try transaction.savepoint { try transaction.execute("INSERT INTO t (id) VALUES (4)") }
                }
            }
            #expect(try await engine.read { try $0.query("SELECT id FROM t ORDER BY id", as: Int.self) } == [1, 4])
        }
    }

    @Test("a closure can't end its transaction", arguments: TestDatabase.allCases)
    func noControl(_ kind: TestDatabase) async throws {
        try await withTable(kind) { engine in
            for sql in ["COMMIT", " /* now */ ROLLBACK", "BEGIN", "-- so\nsavepoint x"] {
                let error = await #expect(throws: DatabaseError.self) {
                    try await engine.write { transaction -> Void in
                        try transaction.execute("INSERT INTO t (id) VALUES (1)")
                        try transaction.execute(sql)
                    }
                }
                #expect(error?.kind == .misuse)
            }
            await #expect(throws: DatabaseError.self) {
                try await engine.write { try $0.executeScript("INSERT INTO t (id) VALUES (1); COMMIT") }
            }
            let left = try await count(engine)
            #expect(left == 0)
        }
    }

    @Test(
        "parameters: by name also twice, by place, and never inside strings, names and comments", arguments: TestDatabase.allCases
    )
    func parameters(_ kind: TestDatabase) async throws {
        try await kind.run { engine in
            let rows = try await engine.read { transaction in
                try transaction.query(
                    """
                    SELECT 1 + :n AS a, 2 + :n AS b, ':n ?' AS c, 'it''s :x' AS "d:n?" -- :n ?
                    /* :n ? */ WHERE 1 = :one
                    """, ["one": 1, "n": 5])
            }
            #expect(rows.map(\.values) == [[.integer(6), .integer(7), .text(":n ?"), .text("it's :x")]])
            #expect(rows.first?.columns == ["a", "b", "c", "d:n?"])
            #expect(try await engine.read { try $0.scalar("SELECT ? - 1", [3]) } == 2)
            for (sql, parameters, name) in Self.wrongParameters {
                let error = await #expect(throws: DatabaseError.self) {
                    try await engine.read { _ = try $0.query(sql, parameters) }
                }
                #expect(error?.kind == .parameter(name: name), "\(sql): \(error?.message ?? "")")
            }
        }
    }

    private static let wrongParameters: [(String, Parameters, String)] = [
        ("SELECT 1 + :n", ["m": 1], "n"), ("SELECT 1 + :n", ["n": 1, "m": 1], "m"), ("SELECT 1 + ?", [1, 2], "?2"),
        ("SELECT 1 + ?", [], "?1"), ("SELECT 1 + :n", [1], "n"), ("SELECT 1 + :n + ?", ["n": 1], "?2"),
    ]

    @Test(
        "a hostile text in the place of a value stays a value", arguments: TestDatabase.allCases,
        ["'; DROP TABLE t; --", "\" OR 1=1", "?", ":name", "a%", "_", "\\", "\\'", "‘", "x' || (SELECT 1) || '", "$1", "#", "/*"])
    func injection(_ kind: TestDatabase, text: String) async throws {
        try await withTable(kind) { engine in
            try await engine.write { transaction in
                try transaction.execute("INSERT INTO t (id, x) VALUES (1, 'other'), (2, :text)", ["text": text])
                #expect(
                    try transaction.query("SELECT x FROM t WHERE x = ?", [text]) == [Row(columns: ["x"], values: [.text(text)])])
                #expect(try transaction.execute("UPDATE t SET x = ? WHERE x = ?", [text + "2", text]).changes == 1)
                #expect(try transaction.execute("UPDATE t SET x = ? WHERE x = ?", [text + "2", text + "2"]).changes == 1)
                #expect(try transaction.execute("DELETE FROM t WHERE x = :x", ["x": text + "2"]).changes == 1)
                #expect(try transaction.scalar("SELECT count(*) FROM t") == 1)
            }
        }
    }

    @Test(
        "a connection that ended while it was idle is replaced before anything was done, whatever the closure makes of it",
        arguments: [TestDatabase.postgres, .mariadb])
    func startsOver(_ kind: TestDatabase) async throws {
        let (which, end) =
            kind == .postgres
            ? ("SELECT pg_backend_pid()", "SELECT pg_terminate_backend(?)") : ("SELECT connection_id()", "KILL ?")
        try await withTable(kind) { engine in
            try await kind.run { other in
                for number in [1, 3] {
                    let victim = try #require(try await engine.read { try $0.scalar(which, as: Int.self) })
                    try await other.write { _ = try $0.execute(end, [victim]) }
                    try await engine.write { transaction in
                        _ = try? transaction.execute("INSERT INTO t (id) VALUES (?)", [number])
                        try transaction.execute("INSERT INTO t (id) VALUES (?)", [number + 1])
                    }
                }
            }
            #expect(try await engine.read { try $0.query("SELECT id FROM t ORDER BY id", as: Int.self) } == [1, 2, 3, 4])
        }
    }

    @Test("a value that a column does not take is not shown, the column is", arguments: [TestDatabase.postgres, .mariadb])
    func unfit(_ kind: TestDatabase) async throws {
        let values: [(column: String, value: any ValueConvertible)] = [
            ("price", "secret's for column 'x' at row 2"), ("confirmed_at", "a \"secret\": \"soon\""), ("rating", "secret"),
            ("small", 31_415_926_535), ("role", String(repeating: "secret", count: 9)),
        ]
        try await withTable(kind) { engine in
            try await engine.write { _ = try $0.execute("INSERT INTO people (id) VALUES (1)") }
            for (column, value) in values {
                let error = try #require(
                    await #expect(throws: DatabaseError.self) {
                        try await engine.write { _ = try $0.execute("UPDATE people SET \(column) = ?", [value]) }
                    })
                #expect(!error.message.contains("secret") && !error.message.contains("31415926535"), "\(error.message)")
                // PostgreSQL tells the type alone.
                if kind == .mariadb { #expect(error.message == "a value does not fit the column \(column)") }
            }
        }
    }

    @Test("after close nothing is answered", arguments: TestDatabase.allCases.filter { $0 != .bucket })
    func closed(_ kind: TestDatabase) async throws {
        let engine = try await kind.open()
        try await engine.check()
        await engine.close()
        await #expect(throws: DatabaseError.self) { try await engine.read { _ = try $0.query("SELECT 1") } }
        await #expect(throws: DatabaseError.self) { try await engine.write { _ = try $0.query("SELECT 1") } }
    }
}
