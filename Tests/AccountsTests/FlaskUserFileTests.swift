import Accounts
import Database
import DatabaseSQLite
import Foundation
import HTTPTypes
import SatchelTesting
import Secrets
import Testing

@Suite("A database that Flask-User made")
struct FlaskUserFileTests {
    /// A copy of the real file, and its users with their passwords.
    private final class Fixture {
        let folder: URL
        let engine: SQLiteEngine
        let people: [(name: String, password: String)]

        init() throws {
            folder = FileManager.default.temporaryDirectory.appending(path: "flask-user-\(UUID())")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let fixtures = try #require(Bundle.module.resourceURL).appending(path: "Fixtures")
            let file = folder.appending(path: "quickstart_app.sqlite")
            try FileManager.default.copyItem(at: fixtures.appending(path: "quickstart_app.sqlite"), to: file)
            engine = try SQLiteEngine(path: file.path())
            people = try String(contentsOf: fixtures.appending(path: "passwords.txt"), encoding: .utf8)
                .split(separator: "\n").map { line in
                    let parts = line.split(separator: "\t")
                    return (String(parts[0]), String(parts[1]))
                }
        }

        deinit { try? FileManager.default.removeItem(at: folder) }
    }

    @Test("opens unchanged, and its users sign in with their passwords")
    func signsIn() async throws {
        let fixture = try Fixture()
        let before = try await fixture.engine.read { try $0.query("SELECT * FROM users") }
        let schema = "SELECT sql FROM sqlite_schema WHERE name = 'users'"
        let made: String? = try await fixture.engine.read { try $0.scalar(schema) }
        let site = try await TestSite(on: fixture.engine) { $0.passwordScheme = .bcrypt(cost: 12) }
        #expect(fixture.people.count == 2)
        for person in fixture.people {
            let client = site.visitor()
            #expect(try await client.signIn(person.name, person.password).status == .seeOther)
            #expect(try await client.get("/members").visibleText.contains(person.name))
            #expect(try await site.visitor().signIn(person.name, person.password.lowercased()).status == .unprocessableContent)
        }
        let after = try await fixture.engine.read { try $0.query("SELECT * FROM users") }
        #expect(after.map(\.values) == before.map(\.values))
        #expect(try await fixture.engine.read { try $0.scalar(schema, as: String.self) } == made)
        await fixture.engine.close()
    }

    @Test("takes new users beside its own")
    func registers() async throws {
        let fixture = try Fixture()
        let site = try await TestSite(on: fixture.engine)
        #expect(try await site.visitor().register("FRIDA", "correct horse").visibleText.contains("taken"))
        #expect(try await site.visitor().register("hal", "correct horse").status == .seeOther)
        let row = try await site.text(
            "SELECT id || is_active || typeof(is_active) || first_name FROM users WHERE username = 'hal'")
        #expect(row == "31integer")
        await fixture.engine.close()
    }
}
