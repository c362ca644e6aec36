import Database
import Foundation
import HTTP
import HTTPTypes
import SatchelTesting
import TestDatabases
import Testing

@testable import Accounts

@Suite("The pages under /admin")
struct AdminTests {
    private static let pages = ["/admin", "/admin/users", "/admin/users/1", "/admin/users/new", "/admin/log"]

    private func admin(_ site: TestSite) async throws -> TestClient {
        let client = try await site.member()
        try await site.directory.addRole("admin", to: "ada")
        return client
    }

    /// A form, sent as its page would send it.
    private func post(_ client: TestClient, _ path: String, _ fields: KeyValuePairs<String, String>) async throws -> TestResponse
    {
        let token = try #require(try await client.get("/").forms.first?.field("csrf_token")?.value)
        let pairs = [("csrf_token", token)] + fields.map { ($0.key, $0.value) }
        let body = pairs.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        return try await client.send(
            .post, path, headers: [.contentType: "application/x-www-form-urlencoded"], body: Array(body.utf8))
    }

    @Test("are for those who have the role, as long as they have it", arguments: pages)
    func closed(path: String) async throws {
        let site = try await TestSite()
        #expect(try await site.visitor().get(path).location?.hasPrefix("/user/sign-in") == true)
        let client = try await admin(site)
        let eve = try await site.member("eve")
        #expect(try await client.get(path).status == .ok)
        #expect(try await eve.get(path).status == .forbidden)
        for deed in ["deactivate", "reset-link", "add-role"] {
            #expect(try await post(eve, "/admin/users/1", ["do": deed, "role": "admin"]).status == .forbidden)
        }
        try await site.directory.removeRole("admin", from: "ada")
        #expect(try await client.get(path).status == .forbidden)
    }

    @Test("a site has pages of its own among them, behind the same guard")
    func ownPages() async throws {
        let site = try await TestSite {
            $0.adminMenu = [AdminMenuEntry("Orders & more", "/admin/orders")]
        } pages: { site, accounts in
            site.get("/admin/orders", requiring: accounts.admins) { _, _ in accounts.adminPage("admin/mail") }
        }
        let admin = try await admin(site)
        let page = try await admin.follow(admin.get("/admin"), "Orders & more")
        #expect(page.target == "/admin/orders" && page.links.contains { $0.text == "Orders & more" })
        #expect(try await site.member("eve").get("/admin/orders").status == .forbidden)
    }

    @Test("an account's page may be done otherwise")
    func replaced() async throws {
        let site = try await TestSite { _ in
        } pages: { site, accounts in
            site.replace(Route(.get, accounts.settings.registerPath) { _ in "by invitation" })
            site.replace(Route(.post, accounts.settings.registerPath) { _ in HTTPResponse.Status.forbidden })
        }
        let visitor = site.visitor()
        #expect(try await visitor.get("/user/register").text == "by invitation")
        let token = try await visitor.get("/user/sign-in").forms.compactMap { $0.field("csrf_token")?.value }.first ?? ""
        let sent = try await visitor.post("/user/register", form: ["username": "ada", "csrf_token": token])
        #expect(sent.status == .forbidden)
        #expect(try await site.count("users") == 0)
    }

    @Test("are not there where they are switched off", arguments: pages)
    func off(path: String) async throws {
        let site = try await TestSite { $0.enableAdmin = false }
        #expect(try await admin(site).get(path).status == .notFound)
    }

    @Test("of one account ask for the password again when the last time is long ago")
    func fresh() async throws {
        let site = try await TestSite()
        let client = try await admin(site)
        site.clock.advance(by: 1800)
        #expect(try await client.get("/admin/users").status == .ok)
        let answer = try await client.get("/admin/users/1")
        #expect(answer.location == "/user/confirm-password?next=%2Fadmin%2Fusers%2F1")
        #expect(try await post(client, "/admin/users/1", ["do": "reset-link"]).location == "/user/confirm-password")
        #expect(try await site.count("user_tokens") == 0)
    }

    @Test("let nobody lock the door behind themselves")
    func notYourself() async throws {
        let site = try await TestSite()
        let client = try await admin(site)
        #expect(try await post(client, "/admin/users/1", ["do": "deactivate"]).status == .unprocessableContent)
        #expect(try await post(client, "/admin/users/1", ["do": "remove-role", "role": "admin"]).status == .unprocessableContent)
        #expect(try await client.get("/admin/users/1").status == .ok)
    }

    @Test("refuse what is not there", arguments: ["/admin/users/99", "/admin/users/x", "/admin/users/-1"])
    func unknown(path: String) async throws {
        let site = try await TestSite()
        let client = try await admin(site)
        #expect(try await client.get(path).status == .notFound)
        #expect(try await post(client, path, ["do": "deactivate"]).status == .notFound)
        #expect(try await post(client, "/admin/users/1", ["do": "anything"]).status == .badRequest)
    }

    @Test("refuse names that are taken, whatever the case, and words that are no role")
    func wrong() async throws {
        let site = try await TestSite()
        let client = try await admin(site)
        _ = try await site.member("bob")
        let taken = try await post(client, "/admin/users/1", ["do": "edit", "username": "BOB"])
        #expect(taken.status == .unprocessableContent)
        #expect(taken.visibleText.contains("This user name is taken."))
        #expect(try await post(client, "/admin/users/1", ["do": "add-role", "role": " "]).status == .unprocessableContent)
        let short = try await post(client, "/admin/users/new", ["username": "grace", "new_password": "short"])
        #expect(short.status == .unprocessableContent)
        #expect(try await site.count("users") == 2)
    }

    @Test("work on every engine", arguments: TestDatabase.allCases)
    func alike(kind: TestDatabase) async throws {
        try await kind.run { engine in
            let site = try await TestSite(on: engine) {
                $0.enableEmail = true
                $0.enableInviteUser = true
            }
            _ = try await site.confirmed()
            try await site.directory.addRole("admin", to: "ada")
            // The session that the mailed link opened is not fresh.
            let client = site.visitor()
            _ = try await client.signIn("ada", "correct horse")
            #expect(try await client.get("/admin").visibleText.contains("1 from 2026-12-17 to 2027-01-15"))
            let made = try await post(
                client, "/admin/users/new", ["username": "bob", "email": "bob@example.org", "new_password": "correct horse"])
            #expect(made.location == "/admin/users/2")
            #expect(try await post(client, "/admin/users/2", ["do": "edit", "username": "robert"]).status == .seeOther)
            #expect(try await client.get("/admin/users?search=ROB&state=active").visibleText.contains("robert"))
            #expect(try await !client.get("/admin/users?search=rob&state=inactive").visibleText.contains("robert"))
            _ = try await post(client, "/user/invite", ["email": "eve@example.org"])
            let open = try await client.get("/admin/invitations")
            #expect(open.visibleText.contains("eve@example.org By ada."))
            #expect(try await post(client, "/admin/invitations", ["id": "1"]).location == "/admin/invitations")
            let link = try #require(try await site.link(to: "eve@example.org"))
            #expect(try await !site.visitor().get(link).visibleText.contains("eve@example.org"))
            let log = try await client.get("/admin/log?action=user+name+changed").visibleText
            #expect(log.contains("user name changed robert ada 127.0.0.1 was bob"))
        }
    }

    @Test("list people by each column, both ways, page by page, whatever the case", arguments: TestDatabase.allCases)
    func sorted(kind: TestDatabase) async throws {
        try await kind.run { engine in
            let site = try await TestSite(on: engine) { $0.enableEmail = true }
            for (name, email) in [("bob", "z@x.org"), ("Ada", "Y@x.org"), ("cyd", "x@x.org"), ("Dee", "a@x.org")] {
                try await site.directory.create(name, password: "correct horse", email: email)
            }
            try await site.execute("UPDATE users SET email = NULL WHERE username = 'Dee'")
            try await site.directory.deactivate("bob")
            try await site.directory.addRole("staff", to: "cyd")
            let table: [(AccountDirectory.Order.Column, [String])] = [
                (.id, ["bob", "Ada", "cyd", "Dee"]), (.username, ["Ada", "bob", "cyd", "Dee"]),
                (.email, ["Dee", "cyd", "Ada", "bob"]), (.state, ["Ada", "cyd", "Dee", "bob"]),
            ]
            for (column, names) in table {
                for isDescending in [false, true] {
                    var filter = AccountDirectory.Filter()
                    filter.order = AccountDirectory.Order(column, isDescending: isDescending)
                    var found: [AccountDirectory.Entry] = []
                    for _ in 0..<4 {
                        found += try await site.directory.list(filter, after: found.last?.id ?? UserID(), limit: 1)
                    }
                    #expect(try await site.directory.list(filter, after: found[3].id, limit: 1).isEmpty)
                    #expect(found.map(\.username) == (isDescending ? names.reversed() : names), "\(column)")
                    #expect(found.first { $0.username == "cyd" }?.roles == ["staff"])
                }
            }
        }
    }

    @Test("the heads of the list sort by their column and turn it round; a link leads there from every page, for the role alone")
    func heads() async throws {
        let site = try await TestSite()
        let client = try await admin(site)
        let bob = try await site.member("bob")
        let page = try await client.get("/admin/users?search=a&sort=username")
        #expect(
            page.text.contains(
                #"<th scope="col" aria-sort="ascending"><a href="/admin/users?search=a&amp;role=&amp;state=&amp;sort=-username">"#
            ))
        #expect(try await client.get("/admin/users?sort=-username").text.contains(#"aria-sort="descending""#))
        #expect(try await client.get("/admin/users?sort=nonsense").status == .ok)
        let users = try await client.get("/admin/users?sort=-username").visibleText
        #expect(try #require(users.range(of: "bob")).lowerBound < #require(users.range(of: "1 ada")).lowerBound)
        #expect(try await client.get("/members").text.contains(#"href="/admin""#))
        #expect(try await !bob.get("/members").text.contains(#"href="/admin""#))
        #expect(try await !site.visitor().get("/").text.contains(#"href="/admin""#))
    }

    @Test("show mails that wait, send them now and delete them, and keep to themselves what they say")
    func mails() async throws {
        let site = try await TestSite { $0.enableEmail = true }
        let client = try await site.confirmed()
        try await site.directory.addRole("admin", to: "ada")
        try await site.execute("DELETE FROM mail_outbox")
        let visitor = site.visitor()
        for address in ["ada@example.org", "nobody@example.org"] {
            let page = try await visitor.get("/user/forgot-password")
            _ = try await visitor.submit(page, ["Mail address": address])
        }
        try await site.execute("UPDATE mail_outbox SET state = 'dead', last_error = '550 no' WHERE state = 'waiting'")
        let page = try await client.get("/admin/mail")
        #expect(page.visibleText.contains("given up To ada@example.org"))
        #expect(!page.visibleText.contains("nobody@example.org"))
        #expect(!page.visibleText.contains("reset-password/"))
        let id = try #require(try await site.text("SELECT '' || id FROM mail_outbox WHERE state = 'dead'"))
        _ = try await post(client, "/admin/mail", ["id": id, "do": "retry"])
        #expect(try await site.text("SELECT state FROM mail_outbox WHERE id = \(id)") == "waiting")
        _ = try await post(client, "/admin/mail", ["id": id, "do": "delete"])
        #expect(try await site.text("SELECT state FROM mail_outbox WHERE id = \(id)") == nil)
        #expect(try await site.directory.log(limit: 2).map(\.action) == ["mail deleted", "mail tried again"])
    }
}
