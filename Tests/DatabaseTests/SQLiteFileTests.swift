import Database
import DatabaseSQLite
import Foundation
import Testing

@Suite struct SQLiteFileTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
    }

    struct User: Model, Equatable {
        var id: Int
        var isActive: Bool
        var username: String
        var emailConfirmedAt: Date?
        var firstName: String
        var lastName: String

        static let table = Table<User>("users") { table in
            table.key(\.id)
            table.column(\.isActive)
            table.column(\.username)
            table.column(\.emailConfirmedAt)
            table.column(\.firstName)
            table.column(\.lastName)
        }
    }

    @Test("Flask-User's own file opens, its users decode, and it is adopted by migrations with nothing lost")
    func flaskUser() async throws {
        let fixture = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "AccountsTests/Fixtures/quickstart_app.sqlite")
        let path = directory.path + "/quickstart_app.sqlite"
        try FileManager.default.copyItem(atPath: fixture.path, toPath: path)
        let engine = try SQLiteEngine(path: path)
        let users = Repository<User>()
        let before = try await users.all(in: engine)
        #expect(before.map(\.username) == ["frida", "george.h"] && before.allSatisfy(\.isActive))
        let adoption = Migration(module: "accounts", number: 1, name: "users") { transaction in
            try transaction.execute("CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY)")
            try transaction.addColumn("email", "VARCHAR(255) COLLATE NOCASE", to: "users")
            #expect(try transaction.addColumn("FIRST_NAME", "TEXT", to: "users") == false)
        }
        try await Migrator([adoption]).upgrade(engine)
        #expect(try await users.all(in: engine) == before)
        #expect(try await engine.read { try $0.columns(of: "users") }.last == "email")
        let found = try await engine.read {
            try $0.first("SELECT * FROM users WHERE username = ?", ["FRIDA"], as: User.self)
        }
        #expect(found == before.first)
        await engine.close()
        #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
    }

    @Test("what was written is there when the file is opened again")
    func reopen() async throws {
        let path = directory.path + "/again.sqlite"
        let first = try SQLiteEngine(path: path)
        try await first.write { try $0.executeScript("CREATE TABLE t (x); INSERT INTO t VALUES (1)") }
        await first.close()
        let second = try SQLiteEngine(path: path)
        #expect(try await second.read { try $0.scalar("SELECT x FROM t") } == 1)
    }

    @Test("nothing is written to a file that was removed or replaced while it was open", arguments: ["removed", "replaced"])
    func fileIsGone(_ event: String) async throws {
        let path = directory.path + "/gone.sqlite"
        let engine = try SQLiteEngine(path: path)
        try await engine.write { try $0.executeScript("CREATE TABLE t (x); INSERT INTO t VALUES (1)") }
        try FileManager.default.removeItem(atPath: path)
        if event == "replaced" { try Data().write(to: URL(filePath: path)) }
        let error = await #expect(throws: DatabaseError.self) {
            try await engine.write { try $0.execute("INSERT INTO t VALUES (2)") }
        }
        #expect(error?.kind == .unavailable(retryAfter: nil))
        #expect(error?.message.contains("was removed or replaced while it was open") == true)
        await #expect(throws: DatabaseError.self) { try await engine.check() }
        await engine.close()
    }

    @Test("many that open one new file at once all get it")
    func openedAtOnce() async throws {
        let path = directory.path + "/new.sqlite"
        let engines = try await withThrowingTaskGroup(of: SQLiteEngine.self) { group in
            for _ in 0..<8 { group.addTask { try SQLiteEngine(path: path) } }
            return try await group.reduce(into: [SQLiteEngine]()) { $0.append($1) }
        }
        try await engines[0].write { try $0.execute("CREATE TABLE t (x)") }
        for engine in engines { try await engine.write { try $0.execute("INSERT INTO t VALUES (1)") } }
        #expect(try await engines[7].read { try $0.scalar("SELECT count(*) FROM t") } == 8)
    }

    @Test("a file that is no database is told so, and is not changed")
    func notADatabase() throws {
        let path = directory.path + "/letter.sqlite"
        let text = String(repeating: "Dear Sir or Madam, ", count: 100)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let error = #expect(throws: DatabaseError.self) { try SQLiteEngine(path: path) }
        #expect(error?.kind == .corrupt)
        #expect(error?.message == "file is not a database. It is another kind of file, or encrypted: nothing was changed")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test("a path that can't hold a database is told with what to do")
    func paths() throws {
        let missing = #expect(throws: DatabaseError.self) { try SQLiteEngine(path: directory.path + "/none/a.sqlite") }
        #expect(missing?.message.hasSuffix("does not exist: make it, or name another") == true)
        let folder = #expect(throws: DatabaseError.self) { try SQLiteEngine(path: directory.path) }
        #expect(folder?.message.hasSuffix("is a directory: name a file in it") == true)
        #expect(throws: DatabaseError.self) { try SQLiteEngine(path: "") }
    }

    @Test("a new file, and the log beside it, are for this user's eyes only; a file that is there keeps its permissions")
    func permissions() async throws {
        func permissions(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        let path = directory.path + "/new.sqlite"
        let engine = try SQLiteEngine(path: path)
        try await engine.write { try $0.execute("CREATE TABLE t (x)") }
        #expect(try permissions(path) == 0o600)
        #expect(try permissions(path + "-wal") == 0o600)
        await engine.close()
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        let again = try SQLiteEngine(path: path)
        #expect(try permissions(path) == 0o640)
        await again.close()
    }

    @Test("a temporary database leaves nothing behind")
    func temporary() async throws {
        var engine: SQLiteEngine? = try SQLiteEngine.inMemory()
        let path = try #require(engine?.path)
        try await engine?.write { try $0.execute("CREATE TABLE t (x)") }
        #expect(FileManager.default.fileExists(atPath: path))
        await engine?.close()
        engine = nil
        #expect(!FileManager.default.fileExists(atPath: (path as NSString).deletingLastPathComponent))
    }
}
