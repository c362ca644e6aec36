import Database
import DatabaseSQLite
import HTTPTypes
import SatchelTesting
import TestDatabases
import Testing

@testable import Accounts

/// A row of each table that holds something about a person, with secrets where the real ones have them.
enum PersonalSamples {
    /// By table. One that ``PersonalTable`` has and this has not fails the tests.
    static let inserts: [String: String] = [
        "user_emails": "(user_id, email, is_primary) VALUES (:user, 'mark.two@example.org', :no)",
        "user_sessions": """
        (id, user_id, created_at, last_seen_at, expires_at, ends_at, user_agent, address)
        VALUES ('SECRET', :user, 1, 1, 2000000000, 2000000000, 'mark agent', 'mark address')
        """,
        "user_tokens": """
        (id, purpose, user_id, email, created_at, expires_at) VALUES ('SECRET', 'invite', :user, 'mark', 1, 2000000000)
        """,
        "user_totp": "(user_id, sealed, last_step, created_at) VALUES (:user, 'SECRET', 0, 1)",
        "user_recovery_codes": "(id, user_id) VALUES ('SECRET', :user)",
        "user_devices": """
        (id, user_id, user_agent, address, created_at, last_used_at, expires_at)
        VALUES ('SECRET', :user, 'mark agent', 'mark address', 1, 1, 2000000000)
        """,
        "user_passkeys": """
        (id, user_id, name, credential_id, user_handle, public_key, sign_count, transports, created_at, last_used_at)
        VALUES ('SECRET', :user, 'mark phone', 'SECRET', 'SECRET', 'SECRET', 0, 'usb', 1, 0)
        """,
        "user_api_tokens": """
        (id, user_id, name, scopes, created_at, expires_at, last_used_at) VALUES ('SECRET', :user, 'mark backup', 'x', 1, 2, 0)
        """,
        "user_identities": """
        (id, user_id, issuer, email, created_at) VALUES ('SECRET', :user, 'https://id.example', 'mark@id.example', 1)
        """,
        "user_languages": "(user_id, language) VALUES (:user, 'de')",
        "user_deletions": "(user_id, asked_at, due_at) VALUES (:user, 1, 2)",
        "user_roles": "(user_id, role_id) VALUES (:user, (SELECT min(id) FROM roles))",
        "user_invitations": "(email, invited_by_user_id) VALUES ('guest@example.org', :user)",
    ]

    /// Fills the tables, and leaves a mail in the outbox.
    static func fill(_ site: TestSite, user: Int64) async throws {
        try await site.engine.write { transaction in
            if try UserRoles.all(in: transaction).isEmpty {
                _ = try transaction.insertedID("INSERT INTO roles (name) VALUES ('editor')")
            }
            for (table, values) in inserts where table != "user_roles" || user != 1 {
                let hasFlag = values.contains(":no")
                try transaction.execute(
                    "INSERT INTO \(table) \(values)", hasFlag ? ["user": user, "no": false] : ["user": user])
            }
            let email: String? = try transaction.scalar("SELECT email FROM users WHERE id = :user", ["user": user])
            try transaction.execute(
                """
                INSERT INTO mail_outbox (recipient, subject, sealed, state, attempts, due_at, last_error, created_at)
                VALUES (:email, 'mark', 'SECRET', 'waiting', 0, 2000000000, '', 1)
                """, ["email": (email ?? "").uppercased()])
        }
    }
}

@Suite("What is stored about people")
struct PersonalTableTests {
    private static func tables(in transaction: any Transaction) throws -> [String] {
        let sql =
            switch transaction.dialect {
            case .sqlite: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            case .postgres: "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
            case .mysql: "SELECT table_name FROM information_schema.tables WHERE table_schema = database()"
            }
        return try transaction.query(sql).map { try $0.get(at: 0, as: String.self).lowercased() }
    }

    @Test("every table that says who somebody is, is known to export and deletion")
    func complete() async throws {
        let site = try await TestSite { $0.enableEmail = true }
        // These are dealt with by themselves: the account, its log, its mails.
        let known = Set(PersonalTable.all.map(\.table.text)).union(["users", "audit_log", "mail_outbox"])
        let telling: Set = ["email", "recipient", "username", "user_agent", "address", "actor", "actor_id"]
        try await site.engine.read { transaction in
            for table in try Self.tables(in: transaction) {
                let columns = try transaction.columns(of: try #require(SQLName(validating: table)))
                let tells = columns.contains { $0.hasSuffix("user_id") || telling.contains($0) }
                #expect(!tells || known.contains(table), "\(table): name it in PersonalTable")
            }
        }
        #expect(Set(PersonalSamples.inserts.keys) == Set(PersonalTable.all.map(\.table.text)))
    }

    @Test("a deletion leaves nothing of it behind, and others' rows alone, on every engine", arguments: TestDatabase.allCases)
    func traces(kind: TestDatabase) async throws {
        try await kind.run { engine in
            let site = try await TestSite(on: engine) {
                $0.enableEmail = true
                $0.enableMultipleEmails = true
            }
            try await site.directory.create("bob", password: "correct horse", email: "bob@example.org")
            try await site.directory.create("Mark", password: "correct horse", email: "Mark@example.org")
            _ = try await site.visitor().signIn("mark", "correct horse")
            try await site.engine.write { transaction in
                let witness = AuditWitness(actor: UserID(2), name: "Marko", address: "mark", now: 1_800_000_000, lifetime: 1000)
                try transaction.execute("UPDATE users SET username = 'Marko' WHERE id = 2")
                try witness.note(.usernameChanged, of: UserID(2), "Marko", "was Mark", in: transaction)
                try witness.note(.roleGiven, of: UserID(1), "bob", "editor", in: transaction)
                try AuditWitness(actor: nil, name: "bob", address: "", now: 1_800_000_000, lifetime: 1000)
                    .note(.invited, of: nil, "MARK@example.org", in: transaction)
            }
            try await PersonalSamples.fill(site, user: 2)
            let before = try await site.count("audit_log")
            for table in PersonalTable.all { #expect(try await site.count(table.table.text) > 0, "\(table.table.text)") }
            try await site.directory.delete("marko")

            try await site.engine.read { transaction in
                for table in try Self.tables(in: transaction) {
                    for row in try transaction.query("SELECT * FROM \(table)") {
                        let text = "\(row.values)".lowercased()
                        #expect(!text.contains("mark") && !text.contains("secret"), "\(table): \(text)")
                    }
                }
            }
            let ends = PersonalTable.all.filter { $0.end == .deleted }
            for table in ends { #expect(try await site.count(table.table.text) == 0, "\(table.table.text)") }
            #expect(try await site.text("SELECT email FROM user_invitations") == "guest@example.org")
            #expect(try await site.count("audit_log") == before + 1)
            let log = try await site.directory.log()
            #expect(log.first { $0.action == "role given" }?.username == "bob")
            #expect(log.filter { $0.username.hasPrefix("gone-") || $0.actor.hasPrefix("gone-") }.count >= 5)
            #expect(try await site.text("SELECT username FROM users") == "bob")
            #expect(try await site.visitor().signIn("bob", "correct horse").status == .seeOther)
        }
    }

    @Test("who gets the number of an account that another program deleted gets nothing of it", .onSQLite)
    func leftovers() async throws {
        let engine = try SQLiteEngine.inMemory()
        try await engine.write { transaction in
            // As programs make it that leave foreign keys to their ORM.
            try transaction.executeScript(
                """
                CREATE TABLE roles (id INTEGER PRIMARY KEY, name VARCHAR(50) UNIQUE);
                CREATE TABLE user_roles (id INTEGER PRIMARY KEY, user_id INTEGER, role_id INTEGER);
                """)
        }
        let site = try await TestSite(on: engine)
        try await site.directory.create("mark", password: "correct horse")
        try await site.directory.addRole("admin", to: "mark")
        try await site.execute("DELETE FROM users")
        #expect(try await site.count("user_roles") == 1)
        let eve = try await site.member("eve")
        #expect(try await site.text("SELECT '' || id FROM users") == "1", "the number comes again")
        #expect(try await eve.get("/admin").status == .forbidden)
        #expect(try await site.count("user_roles") == 0)
        await engine.close()
    }
}
