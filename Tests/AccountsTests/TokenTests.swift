import Database
import Foundation
import HTTPTypes
import SatchelTesting
import TestDatabases
import Testing
import Web

@testable import Accounts

@Suite("Personal tokens")
struct TokenTests {
    private func site(
        on engine: (any DatabaseEngine)? = nil, _ change: (inout AccountSettings) -> Void = { _ in }
    ) async throws -> TestSite {
        try await TestSite(on: engine) { settings in
            settings.tokenScopes = [TokenScope("notes:read", "Read your notes"), TokenScope("desk", "Work at the desk")]
            change(&settings)
        } pages: { site, accounts in
            site.get("/api/notes", requiring: accounts.accepting(token: "notes:read")) { _, user in JSON(["for": user.username]) }
            site.get("/api/desk", requiring: accounts.accepting(token: "desk", accounts.rolesRequired("editor"))) { _, user in
                JSON(["for": user.username])
            }
            site.post("/api/notes", requiring: accounts.token("notes:read")) { _, user in JSON(["for": user.username]) }
            site.delete("/api/notes", requiring: accounts.token("notes:read")) { _, user in JSON(["for": user.username]) }
        }
    }

    /// Makes a token by the page, and reads it there.
    private func token(of client: TestClient, _ scope: String = "notes:read", days: String = "30") async throws -> String {
        let page = try await client.get("/user/tokens")
        let done = try await client.submit(page, ["What is it for?": "backup", "scope": scope, "days": days])
        #expect(done.status == .ok)
        return try #require(done.text.firstMatch(of: /satchel_[a-z2-7]{58}/).map { String($0.output) })
    }

    private func bearer(_ token: String) -> HTTPFields { [.authorization: "Bearer \(token)", .accept: "application/json"] }

    @Test(
        "are shown once, stored hashed, open what their scope says and nothing else, on every engine",
        arguments: TestDatabase.allCases)
    func wholeLife(kind: TestDatabase) async throws {
        try await kind.run { engine in
            let site = try await site(on: engine)
            let ada = try await site.member()
            let token = try await token(of: ada)
            #expect(try await !ada.get("/user/tokens").text.contains(token))
            let row = try #require(try await site.engine.read { try $0.first("SELECT * FROM user_api_tokens") })
            #expect(!"\(row)".contains(token.dropFirst(8).prefix(20)))

            let program = site.visitor()
            let answer = try await program.get("/api/notes", headers: bearer(token))
            #expect(answer.status == .ok && answer.text == #"{"for":"ada"}"#)
            #expect(answer.headers[.setCookie] == nil)
            let other = try await program.get("/api/desk", headers: bearer(token))
            #expect(other.status == .forbidden)
            #expect(other.headers[.wwwAuthenticate] == #"Bearer error="insufficient_scope", scope="desk""#)
            #expect(other.headers[.contentType] == "application/problem+json")
            #expect(try await program.post("/api/notes", jsonText: "{}", headers: bearer(token)).status == .ok)

            let page = try await ada.get("/user/tokens")
            #expect(page.visibleText.contains("last used"))
            #expect(try await ada.submit(page, button: "Revoke").location == "/user/tokens")
            let over = try await program.get("/api/notes", headers: bearer(token))
            #expect(over.status == .unauthorized)
            #expect(over.headers[.wwwAuthenticate] == #"Bearer error="invalid_token""#)
            #expect(try await site.directory.log(of: "ada").map(\.action).prefix(2) == ["token revoked", "token made"])
        }
    }

    @Test("are all that a route for them alone takes: without one it says 401 and what it wants, whatever would change something")
    func needed() async throws {
        let site = try await site()
        let ada = try await site.member()
        for client in [site.visitor(), ada] {
            let answer = try await client.delete("/api/notes")
            #expect(answer.status == .unauthorized && answer.headers[.wwwAuthenticate] == "Bearer")
        }
    }

    @Test("end with their time, the password, the account's activity; a page of its own is no way around")
    func ends() async throws {
        let site = try await site()
        let ada = try await site.member()
        let first = try await token(of: ada, days: "7")
        let program = site.visitor()
        site.clock.advance(by: 7 * 86_400 - 1)
        #expect(try await program.get("/api/notes", headers: bearer(first)).status == .ok)
        site.clock.advance(by: 1)
        #expect(try await program.get("/api/notes", headers: bearer(first)).status == .unauthorized)

        let back = site.visitor()
        _ = try await back.signIn("ada", "correct horse")
        let second = try await token(of: back)
        try await site.directory.deactivate("ada")
        #expect(try await program.get("/api/notes", headers: bearer(second)).status == .unauthorized)
        try await site.directory.activate("ada")
        #expect(try await program.get("/api/notes", headers: bearer(second)).status == .ok)
        try await site.directory.setPassword(of: "ada", to: "battery staple")
        #expect(try await program.get("/api/notes", headers: bearer(second)).status == .unauthorized)
    }

    @Test("are nobody's session: what asks for one, or for the password, is closed to them")
    func noSession() async throws {
        let site = try await site()
        let ada = try await site.member()
        let token = try await token(of: ada, "account:read")
        for path in ["/members", "/user/tokens", "/user/two-step", "/user/change-password", "/admin"] {
            #expect(try await site.visitor().get(path, headers: bearer(token)).status == .unauthorized, "\(path)")
        }
        // With a good cookie beside it: a token is what counts.
        #expect(try await ada.get("/members", headers: bearer(token)).status == .unauthorized)
        #expect(try await ada.get("/members", headers: bearer("nonsense")).status == .unauthorized)
        #expect(try await ada.isMember(), "the session is as it was")
        #expect(try await site.visitor().get("/user/sessions", headers: bearer(token)).text.contains(#""device""#))
        let json = try await site.visitor().post(
            "/user/edit_user_profile", jsonText: #"{"first_name":"A"}"#, headers: bearer(token))
        #expect(json.status == .forbidden)
    }

    @Test("of a role are as good as the role is now")
    func roles() async throws {
        let site = try await site { $0.secondFactorRoles = ["editor"] }
        let ada = try await site.member()
        let token = try await token(of: ada, "desk")
        let program = site.visitor()
        #expect(try await program.get("/api/desk", headers: bearer(token)).status == .forbidden)
        try await site.directory.addRole("editor", to: "ada")
        let duty = try await program.get("/api/desk", headers: bearer(token))
        #expect(duty.status == .forbidden && duty.text.contains("two steps"), "the duty of a second factor holds for them too")
    }

    @Test("are used without a write, but for one an hour")
    func cheap() async throws {
        let site = try await site()
        let token = try await token(of: try await site.member())
        let program = site.visitor()
        func lastUsed() async throws -> Int? {
            try await site.engine.read { try $0.scalar("SELECT last_used_at FROM user_api_tokens") }
        }
        _ = try await program.get("/api/notes", headers: bearer(token))
        let first = try await lastUsed()
        #expect(first == Int(site.clock.now))
        site.clock.advance(by: 3599)
        _ = try await program.get("/api/notes", headers: bearer(token))
        #expect(try await lastUsed() == first)
        site.clock.advance(by: 1)
        _ = try await program.get("/api/notes", headers: bearer(token))
        #expect(try await lastUsed() == Int(site.clock.now))
    }

    @Test(
        "that are none ask no database",
        arguments: [
            "", "satchel_", "satchel_" + String(repeating: "a", count: 58), "Satchel_" + String(repeating: "a", count: 58),
            "satchel_" + String(repeating: "é", count: 29), "x",
        ])
    func nonsense(text: String) async throws {
        #expect(TokenText(text) == nil)
        let made = TokenText.make()
        #expect(TokenText(made.text) != nil)
        #expect(TokenText(made.text.dropLast() + (made.text.last == "a" ? "b" : "a")) == nil)
    }

    @Test("are refused where name, scope or time is missing or unknown, and beyond fifty")
    func refused() async throws {
        let site = try await site()
        let ada = try await site.member()
        let page = try await ada.get("/user/tokens")
        let csrf = try #require(page.forms.first?.field("csrf_token")?.value)
        let wrong: [KeyValuePairs<String, String>] = [
            ["csrf_token": csrf, "name": "", "scope": "desk", "days": "30"],
            ["csrf_token": csrf, "name": "x", "scope": "root", "days": "30"],
            ["csrf_token": csrf, "name": "x", "days": "30"],
            ["csrf_token": csrf, "name": "x", "scope": "desk", "days": "3650"],
            ["csrf_token": csrf, "name": "x", "scope": "desk"],
            ["csrf_token": csrf, "name": String(repeating: "x", count: 101), "scope": "desk", "days": "7"],
        ]
        // As they are: the test client's forms choose nothing that the page does not offer.
        for values in wrong {
            #expect(try await ada.post("/user/tokens", form: values).status == .unprocessableContent, "\(values)")
        }
        #expect(try await site.count("user_api_tokens") == 0)
        for _ in 0..<50 { _ = try await ada.submit(page, ["name": "x", "scope": "desk", "days": "7"]) }
        #expect(
            try await ada.submit(page, ["name": "x", "scope": "desk", "days": "7"]).visibleText.contains("50 tokens already"))
        #expect(try await site.count("user_api_tokens") == 50)
    }

    @Test("are seen and revoked by who runs the site, and by no other member")
    func others() async throws {
        let site = try await site()
        let token = try await token(of: try await site.member())
        let eve = try await site.member("eve")
        let handle = try #require(try await site.text("SELECT id FROM user_api_tokens")).prefix(16)
        let hers = try await eve.get("/user/tokens")
        let csrf = try #require(hers.forms.first?.field("csrf_token")?.value)
        let theft: KeyValuePairs = ["csrf_token": csrf, "revoke": String(handle)]
        #expect(try await eve.post("/user/tokens", form: theft).status == .notFound)
        #expect(try await site.visitor().get("/api/notes", headers: bearer(token)).status == .ok)
        try await site.directory.addRole("admin", to: "eve")
        let page = try await eve.get("/admin/users/1")
        #expect(try await eve.submit(page, button: "Revoke").status == .seeOther)
        #expect(try await site.visitor().get("/api/notes", headers: bearer(token)).status == .unauthorized)
    }

    @Test("do nothing where they are switched off")
    func off() async throws {
        let site = try await site()
        let token = try await token(of: try await site.member())
        let closed = try await self.site(on: site.engine) { $0.enableTokens = false }
        #expect(try await closed.visitor().get("/user/tokens").status == .notFound)
        #expect(try await closed.visitor().get("/api/notes", headers: bearer(token)).status == .unauthorized)
    }
}
