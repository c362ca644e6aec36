import Database
import DatabaseMySQL
import Dispatch
import Synchronization
import TestDatabases
import TestServices
import Testing

/// What is MariaDB's own.
@Suite struct MariaDBTests {
    private func withEngine(
        _ options: String = "", _ test: (any DatabaseEngine) async throws -> Void
    ) async throws {
        let engine = try await TestDatabase.mariadb.open(options)
        do {
            try await engine.write { try $0.executeScript(Tables.script($0.dialect)) }
            try await test(engine)
        } catch {
            await engine.close()
            throw error
        }
        await engine.close()
    }

    @Test("connections that the server has ended are replaced, without the site noticing")
    func reconnects() async throws {
        try await withEngine { engine in
            // Two of them, so that there is more than one to be replaced.
            async let first: Void = engine.read { _ = try $0.query("SELECT sleep(0.05)") }
            async let second: Void = engine.read { _ = try $0.query("SELECT sleep(0.05)") }
            _ = try await (first, second)
            let url = try await ServerURL(DatabaseService.mariadb.service().url)
            let other = try MySQLEngine(url, logger: TestDatabase.logger)
            let name: String = try #require(try await engine.read { try $0.scalar("SELECT database()") })
            let ended = try await other.write { transaction in
                let sql = "SELECT id FROM information_schema.processlist WHERE db = ?"
                let ids = try transaction.query(sql, [name], as: Int.self)
                for id in ids { try transaction.execute("KILL \(id)") }
                return ids.count
            }
            #expect(ended >= 2)
            for _ in 0..<4 {
                let again: String? = try await engine.read { try $0.scalar("SELECT database()") }
                #expect(again == name)
            }
            try await engine.write { _ = try $0.execute("INSERT INTO t (id) VALUES (1)") }
            await other.close()
        }
    }

    @Test("a transaction whose connection is ended has changed nothing, and the next has a new one")
    func endedInside() async throws {
        try await withEngine("pool_size=1") { engine in
            let error = await #expect(throws: DatabaseError.self) {
                try await engine.write { transaction -> Void in
                    try transaction.execute("INSERT INTO t (id) VALUES (1)")
                    _ = try? transaction.execute("KILL CONNECTION_ID()")
                    try transaction.execute("INSERT INTO t (id) VALUES (2)")
                }
            }
            #expect(error?.kind == .unavailable(retryAfter: 1))
            let left: Int? = try await engine.read { try $0.scalar("SELECT count(*) FROM t") }
            #expect(left == 0)
        }
    }

    @Test("a statement that takes too long is stopped, and the connection serves on")
    func timeLimit() async throws {
        try await withEngine("statement_timeout=1&pool_size=1") { engine in
            let error = await #expect(throws: DatabaseError.self) {
                try await engine.read { _ = try $0.query("SELECT sleep(20)") }
            }
            #expect(error?.kind == .unavailable(retryAfter: nil) && error?.code == "1969")
            try await engine.check()
        }
    }

    @Test("a read whose table was made anew since its state was taken (error 1412) runs again by itself")
    func tableMadeAnew() async throws {
        try await withEngine { engine in
            try await engine.write { _ = try $0.execute("INSERT INTO t (id) VALUES (1)") }
            let attempts = Atomic(0)
            let (begun, begin) = AsyncStream<Void>.makeStream()
            let changed = DispatchSemaphore(value: 0)
            async let columns = engine.read { transaction in
                try transaction.query("SELECT * FROM child")
                if attempts.add(1, ordering: .relaxed).newValue == 1 {
                    begin.yield()
                    // A thread of the pool's, which may wait.
                    changed.wait()
                }
                return try transaction.query("SELECT * FROM t")[0].columns.count
            }
            for await _ in begun { break }
            try await engine.write { _ = try $0.execute("ALTER TABLE t ADD COLUMN more INTEGER, ALGORITHM = COPY") }
            changed.signal()
            let found = try await columns
            #expect(found == 4)
            #expect(attempts.load(ordering: .relaxed) == 2)
        }
    }

    @Test("a read goes to the replica, unless it would miss what this engine wrote")
    func replica() async throws {
        let service = try await DatabaseService.mariadbWithReplica.service()
        let (url, other) = (try ServerURL(service.url), try ServerURL(service.fact("REPLICA_URL")))
        let engine = try MySQLEngine(url, replica: other, logger: TestDatabase.logger)
        let isReplica: @Sendable (any Transaction) throws -> Bool = { try $0.scalar("SELECT @@server_id = 2") ?? false }
        try await engine.write { try $0.executeScript(Tables.script($0.dialect)) }
        try Self.shell("STOP SLAVE SQL_THREAD", at: other)
        try await engine.write { _ = try $0.execute("INSERT INTO t (id) VALUES (1)") }
        let (count, whileBehind) = try await engine.read { transaction in
            (try transaction.scalar("SELECT count(*) FROM t", as: Int.self), try isReplica(transaction))
        }
        #expect(count == 1 && !whileBehind)
        try Self.shell("START SLAVE SQL_THREAD", at: other)
        var hasCaughtUp = false
        for _ in 0..<5000 where !hasCaughtUp { hasCaughtUp = try await engine.read(isReplica) }
        #expect(hasCaughtUp)
        let later: Int? = try await engine.read { try $0.scalar("SELECT count(*) FROM t") }
        #expect(later == 1)
        await engine.close()
    }

    /// By the server's own shell: some statements may not stand in a transaction.
    private static func shell(_ sql: String, at url: ServerURL) throws {
        let port = url.hosts.first?.port ?? 3306
        let done = try Command.run(
            "/usr/bin/env",
            ["mariadb", "--no-defaults", "--ssl=0", "-uapp", "-psecret", "-h127.0.0.1", "-P\(port)", "-e", sql])
        #expect(done.code == 0, "\(String(decoding: done.output, as: UTF8.self))")
    }

    @Test(
        "TLS: with the server's authority, with anybody, and not at all",
        arguments: [("ssl_ca", true), ("ssl_mode=required", true), ("ssl_mode=disabled", false)])
    func tls(_ option: String, _ isEncrypted: Bool) async throws {
        let authority = try await DatabaseService.mariadb.service().fact("CA")
        try await withEngine(option == "ssl_ca" ? "ssl_ca=\(authority)" : option) { engine in
            let cipher = try await engine.read { try $0.query("SHOW SESSION STATUS LIKE 'Ssl_cipher'")[0].values[1] }
            #expect((cipher != .text("")) == isEncrypted)
        }
    }

    @Test("a server that another authority vouches for is refused")
    func wrongAuthority() async throws {
        let service = try await DatabaseService.mariadb.service()
        let url = try ServerURL(service.url + "?ssl_ca=/etc/ssl/certs/ca-certificates.crt")
        let engine = try MySQLEngine(url, logger: TestDatabase.logger)
        let error = await #expect(throws: DatabaseError.self) { try await engine.check() }
        let said = error?.message ?? ""
        #expect(error?.kind == .unavailable(retryAfter: 1) && said.contains("ertificate"), "\(said)")
        await engine.close()
    }

    @Test("a socket, several hosts, and what SQLAlchemy writes")
    func addresses() async throws {
        let service = try await DatabaseService.mariadb.service()
        let port = try #require(ServerURL(service.url).hosts.first?.port)
        for text in [
            "mysql+pymysql://app:secret@localhost/app?unix_socket=\(try service.fact("SOCKET"))&charset=utf8mb4",
            "mariadb://app:secret@127.0.0.1:1,127.0.0.1:\(port)/app",
        ] {
            let engine = try MySQLEngine(ServerURL(text), logger: TestDatabase.logger)
            try await engine.check()
            await engine.close()
        }
    }

    @Test("a wrong password, a dead port and an unknown option are told, and no password")
    func refusals() async throws {
        let service = try await DatabaseService.mariadb.service()
        for text in [try service.url.replacing("secret", with: "wr0ng"), "mysql://app:wr0ng@127.0.0.1:1/app"] {
            let engine = try MySQLEngine(ServerURL(text), logger: TestDatabase.logger)
            let error = await #expect(throws: DatabaseError.self) { try await engine.check() }
            #expect(error?.kind == .unavailable(retryAfter: 1) && "\(error.map { "\($0)" } ?? "")".contains("wr0ng") == false)
        }
        let lacking = try MySQLEngine(ServerURL(service.url + "?ssl_ca=/nowhere/ca.pem"), logger: TestDatabase.logger)
        let error = await #expect(throws: DatabaseError.self) { try await lacking.check() }
        #expect(error?.message == "the file of the database URL's ssl_ca, /nowhere/ca.pem: No such file or directory")
        for option in ["ssl_moed=required", "ssl_mode=perhaps", "charset=latin1"] {
            let error = #expect(throws: DatabaseError.self) {
                try MySQLEngine(ServerURL(service.url + "?" + option), logger: TestDatabase.logger)
            }
            #expect(error?.kind == .misuse && error?.message.contains(option.prefix { $0 != "=" }) == true)
        }
    }
}
