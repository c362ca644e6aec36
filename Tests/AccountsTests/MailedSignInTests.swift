import Database
import HTTPTypes
import Mail
import SatchelTesting
import TestDatabases
import Testing

@testable import Accounts

@Suite("Signing in by mail")
struct MailedSignInTests {
    private func site(
        on engine: (any DatabaseEngine)? = nil, _ choice: MailedSignIn = .both,
        _ change: (inout AccountSettings) -> Void = { _ in }
    ) async throws -> TestSite {
        let site = try await TestSite(on: engine) {
            $0.enableEmail = true
            $0.mailedSignIn = choice
            change(&$0)
        }
        try await site.directory.create("ada", password: "correct horse", email: "ada@example.org")
        return site
    }

    private func ask(_ client: TestClient, _ email: String, next: String? = nil) async throws -> TestResponse {
        let page = try await client.get("/user/sign-in-by-mail" + (next.map { "?next=\($0)" } ?? ""))
        return try await client.submit(page, ["Mail address": email])
    }

    private func code(_ site: TestSite, to address: String = "ada@example.org") async throws -> String {
        let text = try await site.mail(to: address)?.text ?? ""
        return text.split(separator: "\n").map(String.init).first { $0.utf8.count == 9 && $0.contains("-") } ?? ""
    }

    @Test(
        "the link shows a button; the button signs in, once, and is not fresh, on every engine", arguments: TestDatabase.allCases)
    func link(kind: TestDatabase) async throws {
        try await kind.run { engine in
            let site = try await site(on: engine, .link)
            #expect(try await ask(site.visitor(), "ADA@example.org", next: "/members").location == "/user/sign-in")
            let link = try #require(try await site.link(to: "ada@example.org"))
            #expect(link.hasSuffix("?next=%2Fmembers"))
            let client = site.visitor()
            let page = try await client.get(link)
            #expect(page.visibleText.contains("on this device?"))
            #expect(try await !client.isMember(), "looking changes nothing")
            #expect(try await client.submit(page, button: "Yes, sign in").location == "/members")
            #expect(try await client.isMember())
            #expect(try await client.get("/user/two-step").location == "/user/confirm-password?next=%2Fuser%2Ftwo-step")
            let other = site.visitor()
            #expect(try await other.get(link).status == .notFound)
            #expect(try await site.directory.log(limit: 2).map(\.action) == ["signed in", "sign-in mail asked for"])
        }
    }

    @Test("the code is good once, in the browser that asked, whatever its case; and takes the link with it")
    func code() async throws {
        let site = try await site()
        let (client, thief) = (site.visitor(), site.visitor())
        let page = try await ask(client, "ada@example.org")
        let hers = try await ask(thief, "ada@example.org")
        let (code, link) = (try await code(site), try await site.link(to: "ada@example.org"))
        let first = try #require(try await site.mails().first?.text)
        let good = first.split(separator: "\n").map(String.init).first { $0.utf8.count == 9 && $0.contains("-") } ?? ""
        #expect(good != code && !good.isEmpty)
        #expect(try await client.submit(page, ["Code": code]).status == .unprocessableContent, "another browser's")
        #expect(try await thief.submit(hers, ["Code": good]).status == .unprocessableContent)
        let typed = " " + good.lowercased().filter { $0 != "-" } + " "
        #expect(try await client.submit(page, ["Code": typed]).status == .seeOther)
        #expect(try await client.isMember())
        #expect(try await thief.submit(hers, ["Code": code]).status == .unprocessableContent, "all mails are over")
        #expect(try await site.visitor().get(try #require(link)).status == .notFound)
    }

    @Test("codes can't be guessed on and on")
    func guesses() async throws {
        let site = try await site(.code) { $0.signInAttempts = 3 }
        let client = site.visitor()
        let page = try await ask(client, "ada@example.org")
        for _ in 0..<3 { #expect(try await client.submit(page, ["Code": "AAAA-AAAA"]).status == .unprocessableContent) }
        #expect(try await client.submit(page, ["Code": try await code(site)]).status == .tooManyRequests)
    }

    @Test("a link is over after its time, a new password, another address, and for who is switched off")
    func over() async throws {
        let site = try await site(.link)
        func fresh() async throws -> (TestClient, TestResponse) {
            _ = try await ask(site.visitor(), "ada@example.org")
            let client = site.visitor()
            return (client, try await client.get(try #require(try await site.link(to: "ada@example.org"))))
        }
        var (client, page) = try await fresh()
        site.clock.advance(by: 901)
        #expect(try await client.submit(page, button: "Yes, sign in").status == .notFound)
        (client, page) = try await fresh()
        try await site.directory.setPassword(of: "ada", to: "battery staple")
        #expect(try await client.submit(page, button: "Yes, sign in").status == .notFound)
        (client, page) = try await fresh()
        try await site.execute("UPDATE users SET email = 'other@example.org'")
        #expect(try await client.submit(page, button: "Yes, sign in").status == .notFound)
        try await site.execute("UPDATE users SET email = 'ada@example.org'")
        (client, page) = try await fresh()
        try await site.directory.deactivate("ada")
        #expect(try await client.submit(page, button: "Yes, sign in").location == "/user/sign-in")
        #expect(try await !client.isMember())
    }

    @Test("the second factor is asked for all the same")
    func secondFactor() async throws {
        let site = try await site(.link)
        try await site.execute("INSERT INTO user_totp (user_id, sealed, last_step, created_at) VALUES (1, 'x', 0, 0)")
        _ = try await ask(site.visitor(), "ada@example.org")
        let client = site.visitor()
        let page = try await client.get(try #require(try await site.link(to: "ada@example.org")))
        let next = try await client.submit(page, button: "Yes, sign in")
        #expect(next.visibleText.contains("One step more"))
        #expect(try await !client.isMember())
    }

    @Test("whether there is an account, the answer is the same, and so is what is stored")
    func silent() async throws {
        let site = try await site()
        // Whoever registered with an address that they never confirmed: its owner is not led into their account.
        try await site.directory.create("eve", password: "correct horse", email: "victim@example.org")
        try await site.execute("UPDATE users SET email_confirmed_at = NULL WHERE username = 'eve'")
        var answers: Set<String> = []
        for email in ["ada@example.org", "nobody@example.org", "victim@example.org"] {
            let answer = try await ask(site.visitor(), email)
            #expect(answer.status == .ok)
            answers.insert(answer.visibleText.replacing(email, with: "*"))
        }
        #expect(answers.count == 1)
        #expect(try await site.count("user_tokens") == 6)
        #expect(try await site.count("mail_outbox") == 3)
        #expect(Set(try await site.mails().map(\.to.address)) == ["ada@example.org"])
    }

    @Test("where it is not switched on there is nothing")
    func off() async throws {
        let site = try await site(.off)
        #expect(try await site.visitor().get("/user/sign-in-by-mail").status == .notFound)
        let codes = try await self.site(.code)
        _ = try await ask(codes.visitor(), "ada@example.org")
        #expect(try await codes.mail(to: "ada@example.org")?.text.contains("http") == true, "the site's own link")
        #expect(try await codes.mail(to: "ada@example.org")?.text.contains("sign-in-by-mail") == false)
    }
}
