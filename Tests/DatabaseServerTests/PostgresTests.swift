import Database
import DatabasePostgres
import TestDatabases
import TestServices
import Testing

/// What is PostgreSQL's own.
@Suite struct PostgresTests {
    private func withEngine(
        _ options: String = "", replica: Bool = false, _ test: (any DatabaseEngine) async throws -> Void
    ) async throws {
        let engine = try await TestDatabase.postgres.open(options, replica: replica)
        try await engine.write { try $0.executeScript(Tables.script($0.dialect)) }
        do {
            try await test(engine)
            await engine.close()
        } catch {
            await engine.close()
            throw error
        }
    }

    @Test("connections that the server has ended are replaced, without the site noticing")
    func reconnects() async throws {
        try await withEngine { engine in
            let name = try await engine.read { try $0.scalar("SELECT current_schema()", as: String.self) }
            // Both by way of the pool: one that ends the other, and then itself.
            async let first: Void = engine.read { _ = try $0.query("SELECT pg_sleep(0.05)") }
            async let second: Void = engine.read { _ = try $0.query("SELECT pg_sleep(0.05)") }
            _ = try await (first, second)
            let error = await #expect(throws: DatabaseError.self) {
                try await engine.read { _ = try $0.query("SELECT pg_terminate_backend(pg_backend_pid())") }
            }
            #expect(error?.kind == .unavailable(retryAfter: 1))
            for _ in 0..<4 {
                let again = try await engine.read { try $0.scalar("SELECT current_schema()", as: String.self) }
                #expect(again == name)
            }
        }
    }

    @Test("a statement that fails along with its BEGIN leaves nothing behind, and the next transaction begins anew")
    func failsAtOnce() async throws {
        try await withEngine("pool_size=1") { engine in
            for _ in 0..<2 {
                let error = await #expect(throws: DatabaseError.self) {
                    try await engine.write { transaction -> Void in
                        _ = try? transaction.query("SELECT 1 / 0")
                        try transaction.execute("INSERT INTO t (id) VALUES (7)")
                    }
                }
                #expect(error?.message.contains("savepoint { … }") == true)
                let refusal = await #expect(throws: DatabaseError.self) {
                    try await engine.read { _ = try $0.execute("INSERT INTO t (id) VALUES (7)") }
                }
                #expect(refusal?.kind == .readOnly)
            }
            // A savepoint comes first: it takes the BEGIN along.
            let isInside = try await engine.write { transaction in
                try transaction.savepoint { try transaction.execute("INSERT INTO t (id) VALUES (8)") }
                return try transaction.scalar("SELECT pg_current_xact_id_if_assigned() IS NOT NULL", as: Bool.self)
            }
            #expect(isInside == true)
            #expect(try await engine.read { try $0.query("SELECT id FROM t", as: Int.self) } == [8])
            await #expect(throws: CancellationError.self) {
                try await engine.write { transaction -> Void in
                    try transaction.savepoint { try transaction.execute("DELETE FROM t") }
                    throw CancellationError()
                }
            }
            try await engine.write { _ in }
            #expect(try await engine.read { try $0.query("SELECT id FROM t", as: Int.self) } == [8])
        }
    }

    @Test("a statement that takes too long is stopped, and the connection serves on")
    func timeLimit() async throws {
        try await withEngine("statement_timeout=1&pool_size=1") { engine in
            let error = await #expect(throws: DatabaseError.self) {
                try await engine.read { _ = try $0.query("SELECT pg_sleep(20)") }
            }
            #expect(error?.kind == .unavailable(retryAfter: nil) && error?.code == "57014")
            try await engine.check()
        }
    }

    @Test("after a failed statement the transaction says why it goes no further, and what to do")
    func givenUp() async throws {
        try await withEngine { engine in
            let error = await #expect(throws: DatabaseError.self) {
                try await engine.write { transaction -> Void in
                    try transaction.execute("INSERT INTO t (id) VALUES (1)")
                    _ = try? transaction.execute("INSERT INTO t (id) VALUES (1)")
                    try transaction.execute("INSERT INTO t (id) VALUES (2)")
                }
            }
            #expect(error?.message.contains("savepoint { … }") == true)
            // Nor does it commit where the closure swallowed the error at its end.
            await #expect(throws: DatabaseError.self) {
                try await engine.write { transaction in
                    try transaction.execute("INSERT INTO t (id) VALUES (1)")
                    _ = try? transaction.execute("INSERT INTO t (id) VALUES (1)")
                }
            }
            let count: Int? = try await engine.read { try $0.scalar("SELECT count(*) FROM t") }
            #expect(count == 0)
        }
    }

    @Test("a table that changes under prepared statements is no error")
    func schemaChange() async throws {
        try await withEngine("pool_size=1") { engine in
            try await engine.write { _ = try $0.execute("INSERT INTO t (id) VALUES (1)") }
            let before = try await engine.read { try $0.query("SELECT * FROM t")[0].columns }
            try await engine.write { _ = try $0.execute("ALTER TABLE t ADD COLUMN more INTEGER") }
            let after = try await engine.read { try $0.query("SELECT * FROM t")[0].columns }
            #expect(after == before + ["more"])
        }
    }

    @Test("casts, dollar quotes, nested comments and the operator ? are understood")
    func text() async throws {
        try await withEngine { engine in
            let row = try await engine.read { transaction in
                try transaction.query(
                    """
                    SELECT :n::int + 1, $$it's :n ?$$, $x$ $$ :n $x$, E'\\':n', '{"a": 1}'::jsonb ?? 'a' /* /* :n */ ? */
                    """, ["n": 4])[0]
            }
            #expect(row.values == [.integer(5), .text("it's :n ?"), .text(" $$ :n "), .text("':n"), .integer(1)])
        }
    }

    @Test("a read goes to the replica, unless it would miss what this engine wrote")
    func replica() async throws {
        try await withEngine(replica: true) { engine in
            let isReplica: @Sendable (any Transaction) throws -> Bool = { try $0.scalar("SELECT pg_is_in_recovery()") ?? false }
            let url = try await ServerURL(DatabaseService.postgres.service().fact("REPLICA_URL"))
            let replica = try PostgresEngine(url, logger: TestDatabase.logger)
            try await replica.read { _ = try $0.query("SELECT pg_wal_replay_pause()") }
            try await engine.write { _ = try $0.execute("INSERT INTO t (id) VALUES (1)") }
            let (count, whileBehind) = try await engine.read { transaction in
                (try transaction.scalar("SELECT count(*) FROM t", as: Int.self), try isReplica(transaction))
            }
            #expect(count == 1 && !whileBehind)
            try await replica.read { _ = try $0.query("SELECT pg_wal_replay_resume()") }
            var hasCaughtUp = false
            for _ in 0..<1000 where !hasCaughtUp { hasCaughtUp = try await engine.read(isReplica) }
            #expect(hasCaughtUp)
            let later: Int? = try await engine.read { try $0.scalar("SELECT count(*) FROM t") }
            #expect(later == 1)
            await replica.close()
        }
    }

    @Test("TLS with the server's authority; a wrong authority is refused")
    func tls() async throws {
        let service = try await DatabaseService.postgres.service()
        let authority = try service.fact("CA")
        try await withEngine("sslmode=verify-full&sslrootcert=\(authority)") { engine in
            let isEncrypted: Bool? = try await engine.read {
                try $0.scalar("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            }
            #expect(isEncrypted == true)
        }
        let wrong = try PostgresEngine(
            ServerURL(service.url + "?sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt"),
            logger: TestDatabase.logger)
        let error = await #expect(throws: DatabaseError.self) { try await wrong.check() }
        #expect(error?.message.contains("certificate verify failed") == true, "\(error?.message ?? "")")
    }

    @Test("a socket's folder, several hosts, and what SQLAlchemy writes")
    func addresses() async throws {
        let service = try await DatabaseService.postgres.service()
        let port = try #require(ServerURL(service.url).hosts.first?.port)
        let folder = try service.fact("SOCKET")
        for text in [
            "postgresql+psycopg2://app:secret@/app?host=\(folder)&port=\(port)",
            "postgres://app:secret@\(folder.replacing("/", with: "%2F")):\(port)/app",
            "postgresql://app:secret@127.0.0.1:1,127.0.0.1:\(port)/app?target_session_attrs=read-write",
        ] {
            let engine = try PostgresEngine(ServerURL(text), logger: TestDatabase.logger)
            try await engine.check()
            await engine.close()
        }
    }

    @Test("a wrong password, a dead port and an unknown option are told, and no password")
    func refusals() async throws {
        let service = try await DatabaseService.postgres.service()
        for text in [try service.url.replacing("secret", with: "wr0ng"), "postgresql://app:wr0ng@127.0.0.1:1/app"] {
            let engine = try PostgresEngine(ServerURL(text), logger: TestDatabase.logger)
            let error = await #expect(throws: DatabaseError.self) { try await engine.check() }
            #expect(error?.kind == .unavailable(retryAfter: 1) && "\(error.map { "\($0)" } ?? "")".contains("wr0ng") == false)
        }
        let error = #expect(throws: DatabaseError.self) {
            try PostgresEngine(ServerURL(service.url + "?sslmod=require"), logger: TestDatabase.logger)
        }
        #expect(error?.message.contains("sslmod ") == true)
    }
}
