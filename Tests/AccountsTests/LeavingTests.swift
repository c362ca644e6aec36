import Database
import Foundation
import HTTPTypes
import Mail
import SatchelTesting
import TestDatabases
import Testing
import Web

@testable import Accounts

/// The newest answer of a file that was taken along.
private struct Export: Decodable {
    struct Account: Decodable { var username: String }
    var account: Account
    var roles: [String]
}

@Suite("Taking one’s data along, and leaving")
struct LeavingTests {
    private func ask(_ client: TestClient) async throws -> TestResponse {
        try await client.submit(try await client.get("/user/your-data"), button: "Delete my account")
    }

    /// A site with mail and a member who has just signed in with the password.
    private func member(
        on engine: (any DatabaseEngine)? = nil, _ change: (inout AccountSettings) -> Void = { _ in }
    ) async throws -> (TestSite, TestClient) {
        let site = try await TestSite(on: engine) {
            $0.enableEmail = true
            change(&$0)
        }
        _ = try await site.confirmed()
        let client = site.visitor()
        _ = try await client.signIn("ada", "correct horse")
        return (site, client)
    }

    @Test(
        "a deletion waits, is undone by signing in, and is done when nobody comes back, on every engine",
        arguments: TestDatabase.allCases)
    func wholeLife(kind: TestDatabase) async throws {
        try await kind.run { engine in
            let (site, client) = try await member(on: engine)
            let other = site.visitor()
            _ = try await other.signIn("ada", "correct horse")
            #expect(try await ask(client).location == "/")
            #expect(try await client.get("/").visibleText.contains("Your account will be deleted (14 days from now)"))
            for browser in [client, other] { #expect(try await !browser.isMember(), "signed out everywhere") }
            #expect(try await site.mail(to: "ada@example.org")?.subject == "Satchel: your account will be deleted")

            let days = 14.0 * 86_400
            site.clock.advance(by: days - 1)
            #expect(try await site.runTasks() == 0)
            let back = site.visitor()
            #expect(try await back.signIn("ada", "correct horse").status == .seeOther)
            #expect(try await back.get("/").visibleText.contains("You signed in, so it stays."))
            site.clock.advance(by: 10)
            #expect(try await site.runTasks() == 1, "the task comes in vain")
            #expect(try await back.isMember())

            #expect(try await ask(back).location == "/")
            site.clock.advance(by: days)
            #expect(try await site.runTasks() == 1)
            #expect(try await site.count("users") == 0)
            #expect(try await site.visitor().signIn("ada", "correct horse").status == .unprocessableContent)
            let log = try await site.directory.log()
            #expect(log.first?.action == "account deleted" && log.first?.actor == "background job")
            #expect(
                !log.contains { $0.username.contains("ada") || $0.actor.contains("ada") || !$0.address.isEmpty && $0.user != nil }
            )
        }
    }

    @Test("is undone by the mailed link's button, once; opening the link undoes nothing")
    func link() async throws {
        let (site, client) = try await member()
        _ = try await ask(client)
        let link = try #require(try await site.link(to: "ada@example.org"))
        #expect(link.hasPrefix("/user/keep-account/"))
        let visitor = site.visitor()
        let page = try await visitor.get(link)
        #expect(page.visibleText.contains("The account ada is about to be deleted."))
        #expect(try await site.count("user_deletions") == 1)
        #expect(try await visitor.submit(page, button: "Keep my account").location == "/user/sign-in")
        #expect(try await site.count("user_deletions") == 0)
        #expect(try await visitor.get(link).status == .notFound)
        #expect(try await !client.isMember(), "the link signs nobody in")
    }

    @Test("asked for, taken back and asked for again, it waits from the last time on")
    func again() async throws {
        let (site, client) = try await member()
        _ = try await ask(client)
        site.clock.advance(by: 10 * 86_400)
        _ = try await client.signIn("ada", "correct horse")
        _ = try await ask(client)
        site.clock.advance(by: 5 * 86_400)
        #expect(try await site.runTasks() == 1)
        #expect(try await site.count("users") == 1, "the first time is over, the second not")
        site.clock.advance(by: 9 * 86_400 - 1)
        #expect(try await site.runTasks() == 0)
        site.clock.advance(by: 1)
        #expect(try await site.runTasks() == 1)
        #expect(try await site.count("users") == 0)
    }

    @Test("asks for the password again when the last time is long ago; without mail the page alone tells")
    func fresh() async throws {
        let site = try await TestSite()
        let client = try await site.member()
        let page = try await client.get("/user/your-data")
        site.clock.advance(by: 1800)
        #expect(try await client.get("/user/your-data").location == "/user/confirm-password?next=%2Fuser%2Fyour-data")
        #expect(try await client.submit(page, button: "Delete my account").location == "/user/confirm-password")
        #expect(try await client.submit(page, button: "Download my data").location == "/user/confirm-password")
        #expect(try await site.count("user_deletions") == 0)
        let again = site.visitor()
        _ = try await again.signIn("ada", "correct horse")
        #expect(try await ask(again).status == .seeOther)
        #expect(try await site.count("user_deletions") == 1)
    }

    @Test("is refused to the only administrator left, and not offered; where it is switched off there are no routes")
    func lastAdmin() async throws {
        let site = try await TestSite()
        let (ada, bob) = (try await site.member(), try await site.member("bob"))
        let before = try await ada.get("/user/your-data")
        for name in ["ada", "bob"] { try await site.directory.addRole("admin", to: name) }
        #expect(try await ask(bob).status == .seeOther)
        let words = "You are the only one with the role admin"
        #expect(try await ada.get("/user/your-data").visibleText.contains(words), "bob is to go")
        let refused = try await ada.submit(before, button: "Delete my account")
        #expect(refused.status == .unprocessableContent && refused.visibleText.contains(words))
        #expect(try await site.count("user_deletions") == 1)
        let off = try await TestSite { $0.enableDeleteAccount = false }
        let eve = try await off.member("eve")
        #expect(try await !eve.get("/user/your-data").visibleText.contains("Delete my account"))
        let token = try await eve.get("/user/your-data").forms.last?.field("csrf_token")?.value ?? ""
        #expect(try await eve.post("/user/your-data/delete", form: ["csrf_token": token]).status == .notFound)
    }

    @Test("administrators ask for it, take it back and do it at once; never for themselves")
    func administrators() async throws {
        let (site, client) = try await member()
        try await site.directory.addRole("admin", to: "ada")
        try await site.directory.create("bob", password: "correct horse", email: "bob@example.org")
        let page = try await client.get("/admin/users/2")
        #expect(try await client.submit(page, button: "Delete").location == "/admin/users/2")
        #expect(try await site.visitor().signIn("bob", "correct horse").status == .unprocessableContent)
        let leaving = try await client.get("/admin/users/2")
        #expect(leaving.visibleText.contains("Will be deleted 2027-01-29"))
        _ = try await client.submit(leaving, button: "Keep the account")
        #expect(try await site.visitor().signIn("bob", "correct horse").status == .seeOther)
        _ = try await client.submit(try await client.get("/admin/users/2"), button: "Delete")
        let gone = try await client.submit(try await client.get("/admin/users/2"), button: "Delete now")
        #expect(gone.location == "/admin/users")
        #expect(try await site.count("users") == 1)
        let own = try await client.get("/admin/users/1")
        #expect(own.forms.allSatisfy { $0.field("do")?.value != "delete" })
        let token = try #require(own.forms.last?.field("csrf_token")?.value)
        for deed in ["delete", "delete-now"] {
            let answer = try await client.post("/admin/users/1", form: ["csrf_token": token, "do": deed])
            #expect(answer.status == .unprocessableContent)
        }
    }

    @Test("the file has a part for each table, and no password, hash or secret; programs get it by JSON")
    func export() async throws {
        let (site, client) = try await member()
        try await site.directory.addRole("editor", to: "ada")
        try await PersonalSamples.fill(site, user: 1)
        site.accounts.personalData("orders") { user, _ in
            [Row(columns: ["number", "placed_at"], values: [.integer(user.rawValue), .integer(0)])]
        } delete: { _, _ in
        }
        let answer = try await client.submit(try await client.get("/user/your-data"), button: "Meine Daten herunterladen")
        #expect(answer.headers[.contentDisposition] == "attachment; filename=\"ada.json\"")
        #expect(answer.headers[.cacheControl] == "no-store")
        let parts = try #require(try JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [String: Any])
        for section in PersonalTable.all.compactMap(\.section) + ["roles", "audit_log", "waiting_mails", "orders"] {
            #expect((parts[section] as? [Any])?.isEmpty == false, "\(section)")
        }
        #expect(!answer.text.contains("SECRET") && !answer.text.contains("$2b$"))
        #expect(!answer.text.contains("password\""))
        #expect(answer.text.contains("\"email_confirmed_at\" : \"2027-01-15T08:00:00Z\""))
        let csrf = try #require(try await client.get("/").forms.first?.field("csrf_token")?.value)
        let json = try await client.post(
            "/user/your-data/export", jsonText: "{}",
            headers: [.accept: "application/json", HTTPField.Name("X-CSRF-Token") ?? .accept: csrf])
        let export = try json.json(Export.self)
        #expect(export.account.username == "ada" && export.roles == ["editor"])
        #expect(try await site.directory.log(limit: 1).first?.action == "data exported")
    }
}
