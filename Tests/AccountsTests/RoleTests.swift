import Database
import HTTPTypes
import SatchelTesting
import Testing
import Web

@testable import Accounts

@Suite("Roles and guards")
struct RoleTests {
    @Test(
        "all roles that are required are needed, of a list any one",
        arguments: [
            ([], false), (["a"], false), (["b", "c"], false), (["a", "b"], true), (["a", "c"], true), (["A", "b"], false),
        ])
    func required(held: [String], isLetIn: Bool) async throws {
        let site = try await TestSite(pages: { site, users in
            site.get("/desk", requiring: users.rolesRequired("a", ["b", "c"])) { _, user in Page("members", ["user": user]) }
        })
        let client = try await site.member()
        for role in held { try await site.directory.addRole(role, to: "ada") }
        #expect(try await client.get("/desk").status == (isLetIn ? .ok : .forbidden))
        #expect(try await site.visitor().get("/desk").location == "/user/sign-in?next=%2Fdesk")
    }

    @Test("of roles that are accepted one is enough, and nobody fulfils an empty list")
    func accepted() async throws {
        let site = try await TestSite(pages: { site, users in
            site.get("/either", requiring: users.rolesAccepted("a", "b")) { _, _ in Page("home") }
            site.get("/none", requiring: users.rolesAccepted()) { _, _ in Page("home") }
        })
        let client = try await site.member()
        #expect(try await client.get("/either").status == .forbidden)
        try await site.directory.addRole("b", to: "ADA")
        #expect(try await client.get("/either").status == .ok)
        #expect(try await client.get("/none").status == .forbidden)
        try await site.directory.removeRole("b", from: "ada")
        #expect(try await client.get("/either").status == .forbidden)
    }

    @Test("who has not confirmed an address passes only a guard that allows it")
    func unconfirmed() async throws {
        let site = try await TestSite(
            {
                $0.enableEmail = true
                $0.allowSignInWithoutConfirmedEmail = true
            },
            pages: { site, users in
                site.get("/strict", requiring: users.rolesRequired("a")) { _, _ in Page("home") }
                site.get("/lax", requiring: users.rolesRequired("a", allowUnconfirmed: true)) { _, _ in Page("home") }
            })
        let client = site.visitor()
        let page = try await client.get("/user/register")
        _ = try await client.submit(page, ["username": "ada", "email": "ada@example.org", "password": "correct horse"])
        try await site.directory.addRole("a", to: "ada")
        #expect(try await client.get("/lax").status == .ok)
        #expect(try await client.get("/strict").location == "/user/resend-email-confirmation")
    }

    @Test("a page for fresh sessions asks for the password once it is old, and leads back")
    func fresh() async throws {
        let site = try await TestSite(pages: { site, users in
            site.get("/payout", requiring: users.fresh()) { _, _ in Page("home") }
            site.post("/payout", requiring: users.fresh()) { _, _ in Redirect("/done") }
        })
        let client = try await site.member()
        #expect(try await client.get("/payout").status == .ok)
        site.clock.advance(by: 900)
        let token = try #require(try await client.get("/").forms.first?.field("csrf_token")?.value)
        #expect(try await client.post("/payout", form: ["csrf_token": token]).location == "/done")
        let asked = try await client.get("/payout?n=1")
        #expect(asked.location == "/user/confirm-password?next=%2Fpayout%3Fn%3D1")
        site.clock.advance(by: 900)
        #expect(try await client.post("/payout", form: ["csrf_token": token]).location == "/user/confirm-password")
        let form = try await client.get(try #require(asked.location))
        #expect(try await client.submit(form, ["Your password now": "wrong horse"]).status == .unprocessableContent)
        #expect(try await client.submit(form, ["Your password now": "correct horse"]).location == "/payout?n=1")
        #expect(try await client.get("/payout").status == .ok)
    }

    @Test("a name of a role is short, and what can be seen", arguments: ["", " ", "a\nb", String(repeating: "x", count: 51)])
    func badNames(name: String) async throws {
        let site = try await TestSite()
        _ = try await site.member()
        await #expect(throws: AccountError.badRole(name)) { try await site.directory.addRole(name, to: "ada") }
    }

    @Test("the tables of Flask-User are taken over with what they hold", .onSQLite)
    func flaskUser() async throws {
        let first = try await TestSite()
        _ = try await first.member()
        try await first.execute("DROP TABLE user_roles")
        try await first.execute("DROP TABLE roles")
        try await first.execute("DELETE FROM schema_migrations WHERE module = 'accounts' AND number = 3")
        try await first.execute("CREATE TABLE roles (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(50), UNIQUE (name))")
        try await first.execute("CREATE TABLE user_roles (id INTEGER NOT NULL PRIMARY KEY, user_id INTEGER, role_id INTEGER)")
        try await first.execute("INSERT INTO roles VALUES (7, 'Admin')")
        try await first.execute("INSERT INTO user_roles VALUES (1, 1, 7)")
        let site = try await TestSite(on: first.engine)
        #expect(try await site.directory.roles(of: "ada") == ["Admin"])
        #expect(try await site.directory.addRole("Admin", to: "ada") == false)
        #expect(try await site.directory.addRole("staff", to: "ada"))
        var filter = AccountDirectory.Filter()
        filter.role = "staff"
        #expect(try await site.directory.list(filter).map(\.roles) == [["Admin", "staff"]])
    }
}
