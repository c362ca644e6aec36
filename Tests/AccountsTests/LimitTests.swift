import Database
import HTTPTypes
import Mail
import SatchelTesting
import TestDatabases
import Testing

@testable import Accounts

@Suite("Limits")
struct LimitTests {
    private func guess(_ site: TestSite, _ name: String, from address: String) async throws -> HTTPResponse.Status {
        try await site.visitor(at: address).signIn(name, "wrong horse").status
    }

    @Test("what is hit on one instance is hit on all, and written once, on every engine", arguments: TestDatabase.allCases)
    func instances(kind: TestDatabase) async throws {
        try await kind.run { engine in
            let one = try await TestSite(on: engine) { $0.signInAttempts = 2 }
            let two = try await TestSite(on: engine) { $0.signInAttempts = 2 }
            try await one.directory.create("ada", password: "correct horse")
            for _ in 0..<2 { #expect(try await guess(one, "ada", from: "192.0.2.1") == .unprocessableContent) }
            #expect(try await one.count("attempt_locks") == 0, "counting writes nothing")
            for _ in 0..<3 { #expect(try await guess(one, "ada", from: "192.0.2.1") == .tooManyRequests) }
            #expect(try await one.count("attempt_locks") == 1)
            #expect(try await guess(two, "ADA", from: "192.0.2.1") == .tooManyRequests)
            #expect(try await two.visitor(at: "192.0.2.2").signIn("ada", "correct horse").status == .seeOther)
            one.clock.advance(by: 301)
            two.clock.advance(by: 301)
            #expect(try await two.visitor(at: "192.0.2.1").signIn("ada", "correct horse").status == .seeOther)
        }
    }

    @Test("one address may not try account after account, and a right password of one's own clears nothing")
    func perAddress() async throws {
        let site = try await TestSite { $0.signInAttemptsPerAddress = 4 }
        try await site.directory.create("eve", password: "correct horse")
        for number in 0..<4 {
            #expect(try await guess(site, "user\(number)", from: "192.0.2.1") == .unprocessableContent)
        }
        #expect(try await site.visitor(at: "192.0.2.1").signIn("eve", "correct horse").status == .tooManyRequests)
        #expect(try await site.visitor(at: "192.0.2.2").signIn("eve", "correct horse").status == .seeOther)
        site.clock.advance(by: 3601)
        for number in 0..<3 { _ = try await guess(site, "user\(number)", from: "192.0.2.1") }
        #expect(try await site.visitor(at: "192.0.2.1").signIn("eve", "correct horse").status == .seeOther)
        #expect(try await guess(site, "user5", from: "192.0.2.1") == .unprocessableContent)
        #expect(try await guess(site, "user6", from: "192.0.2.1") == .tooManyRequests)
    }

    private func attacked(_ site: TestSite, _ name: String = "ada", times: Int = 3) async throws {
        for number in 0..<times { #expect(try await guess(site, name, from: "198.51.100.\(number)") == .unprocessableContent) }
    }

    @Test("an account that many addresses guess at is locked to them, not to its user where they were before, and not for good")
    func lockOut() async throws {
        let site = try await TestSite { $0.signInAttemptsPerAccount = 3 }
        try await site.directory.create("ada", password: "correct horse")
        #expect(try await site.visitor(at: "203.0.113.7").signIn("ada", "correct horse").status == .seeOther)
        try await attacked(site)
        let refused = try await site.visitor(at: "198.51.100.77").signIn("ada", "correct horse")
        #expect(refused.status == .tooManyRequests)
        #expect(refused.headers[.retryAfter] == "900")
        #expect(try await site.visitor(at: "203.0.113.7").signIn("ada", "correct horse").status == .seeOther)
        #expect(try await site.directory.log(limit: 10).contains { $0.action == "sign-in locked" && $0.username == "ada" })
        site.clock.advance(by: 901)
        #expect(try await site.visitor(at: "198.51.100.77").signIn("ada", "correct horse").status == .seeOther)
    }

    @Test("its user is told, once a day, and a new password ends the lock")
    func notice() async throws {
        let site = try await TestSite {
            $0.enableEmail = true
            $0.signInAttemptsPerAccount = 3
        }
        try await site.directory.create("ada", password: "correct horse", email: "ada@example.org")
        for _ in 0..<2 {
            try await attacked(site)
            #expect(try await guess(site, "ada", from: "198.51.100.9") == .tooManyRequests)
            site.clock.advance(by: 901)
        }
        let mails = try await site.mails()
        #expect(mails.map(\.subject) == ["Satchel: somebody guesses at your password"])
        #expect(try await site.link(to: "ada@example.org") == "/user/forgot-password")
        try await attacked(site)
        #expect(try await guess(site, "ada", from: "198.51.100.9") == .tooManyRequests)
        let client = site.visitor(at: "198.51.100.10")
        let page = try await client.get(try await site.directory.resetLink(for: "ada"))
        #expect(try await client.submit(page, ["New password": "battery staple"]).status == .seeOther)
        _ = try await client.signOut()
        #expect(try await client.signIn("ada", "battery staple").status == .seeOther)
    }

    @Test("a name of nobody's locks alike, with the same work")
    func nobody() async throws {
        let site = try await TestSite {
            $0.enableEmail = true
            $0.signInAttemptsPerAccount = 3
        }
        try await site.directory.create("ada", password: "correct horse", email: "ada@example.org")
        var pages: Set<String> = []
        for name in ["ada", "nobody", "ada@example.org", "nobody@example.org"] {
            try await attacked(site, name)
            let page = try await site.visitor(at: "198.51.100.9").signIn(name, "wrong horse")
            #expect(page.status == .tooManyRequests)
            pages.insert(page.visibleText)
        }
        #expect(pages.count == 1)
        #expect(try await site.count("attempt_locks") == 4)
        #expect(try await site.count("mail_outbox") == 4)
        #expect(try await site.mails().count == 1)
    }

    @Test("programs that fill in a hidden field, or a form at once, do not register")
    func traps() async throws {
        let site = try await TestSite { $0.registerMinimumTime = 2 }
        let client = site.visitor()
        let page = try await client.get("/user/register")
        let values: KeyValuePairs = ["username": "ada", "password": "correct horse"]
        let quick = try await client.submit(page, values)
        #expect(quick.status == .unprocessableContent && quick.visibleText.contains("quicker than people type"))
        site.clock.advance(by: 2)
        let filled: KeyValuePairs = ["username": "ada", "password": "correct horse", "fax_number": "1"]
        #expect(try await client.submit(quick, filled).status == .unprocessableContent)
        #expect(try await site.count("users") == 0)
        #expect(try await client.submit(quick, values).status == .seeOther, "a person sends it again")
    }
}
