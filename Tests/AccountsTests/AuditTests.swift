import Database
import HTTPTypes
import SatchelTesting
import Testing

@testable import Accounts

@Suite("The audit log")
struct AuditTests {
    @Test("tells who did what to whom, when and from where, the newest first")
    func tells() async throws {
        let site = try await TestSite()
        let client = try await site.member()
        let page = try await client.get("/user/change-password")
        _ = try await client.submit(page, ["Your password now": "correct horse", "New password": "battery staple"])
        _ = try await client.signOut()
        site.clock.advance(by: 60)
        _ = try await site.visitor(at: "192.0.2.7").signIn("ada", "battery staple")
        try await site.directory.addRole("staff", to: "ada")
        let log = try await site.directory.log()
        #expect(log.map(\.action) == ["role given", "signed in", "signed out", "password changed", "registered"])
        #expect(log.map(\.actor) == ["command line", "ada", "ada", "ada", "ada"])
        #expect(log.allSatisfy { $0.user == UserID(1) && $0.username == "ada" })
        #expect(log[0].detail == "staff")
        #expect(log[1].address == "192.0.2.7")
        #expect(log[1].moment == "2027-01-15 08:01 UTC")
        #expect(try await site.directory.log(before: log[2].id).map(\.action) == ["password changed", "registered"])
    }

    @Test("does not claim that it was the owner who typed an address")
    func visitors() async throws {
        let site = try await TestSite { $0.enableEmail = true }
        _ = try await site.confirmed()
        let client = site.visitor(at: "192.0.2.7")
        _ = try await client.submit(try await client.get("/user/forgot-password"), ["Mail address": "ada@example.org"])
        let asked = try #require(try await site.directory.log(of: "ada").first)
        #expect([asked.action, asked.actor, asked.address] == ["reset link asked for", "a visitor", "192.0.2.7"])
    }

    @Test("holds no line of what was not done", .onSQLite)
    func sameTransaction() async throws {
        let site = try await TestSite()
        _ = try await site.member()
        try await site.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON user_roles BEGIN SELECT raise(ABORT, 'no'); END")
        await #expect(throws: (any Error).self) { try await site.directory.addRole("staff", to: "ada") }
        _ = try await site.visitor().signIn("ada", "wrong horse")
        #expect(try await site.directory.log().map(\.action) == ["registered"])
    }

    @Test("forgets what is older than its time")
    func retention() async throws {
        let site = try await TestSite { $0.auditLifetime = 100 }
        _ = try await site.member()
        site.clock.advance(by: 101)
        _ = try await site.visitor().signIn("ada", "correct horse")
        #expect(try await site.directory.log().map(\.action) == ["signed in"])
    }

    @Test("an operator's link to a new password works once, on a site without mail as well")
    func resetLink() async throws {
        let site = try await TestSite()
        let old = try await site.member()
        let link = try await site.directory.resetLink(for: "ada")
        let client = site.visitor()
        let page = try await client.get(link)
        #expect(try await client.submit(page, ["New password": "battery staple"]).location == "/")
        #expect(try await client.isMember())
        #expect(try await !old.isMember())
        #expect(try await client.get(link).status == .notFound)
        #expect(try await site.visitor().signIn("ada", "battery staple").status == .seeOther)
    }
}
