import Database
import HTTPTypes
import SatchelTesting
import Secrets
import TestDatabases
import Testing
import WebAuthn

@testable import Accounts

@Suite("Passkeys")
struct PasskeyTests {
    /// Adds a passkey for who is signed in.
    private func add(
        _ authenticator: inout VirtualAuthenticator, _ client: TestClient, name: String = "My phone"
    ) async throws -> TestResponse {
        let page = try await client.get("/user/passkeys")
        let made = try authenticator.make(try await client.get("/user/passkeys/new").text)
        return try await client.submit(page, ["credential": made, "name": name])
    }

    private func signIn(_ authenticator: inout VirtualAuthenticator, _ client: TestClient) async throws -> TestResponse {
        let page = try await client.get("/user/sign-in?next=/members")
        let answer = try authenticator.answer(try await client.get("/user/passkeys/sign-in").text)
        return try await client.submit(page, ["credential": answer])
    }

    @Test("are added, sign in without a name, are named and deleted, on every engine", arguments: TestDatabase.allCases)
    func whole(kind: TestDatabase) async throws {
        try await kind.run { engine in
            let site = try await TestSite(on: engine)
            let ada = try await site.member()
            var phone = VirtualAuthenticator()
            #expect(try await add(&phone, ada).location == "/user/passkeys")
            let client = site.visitor()
            let entered = try await signIn(&phone, client)
            #expect(entered.location == "/members")
            #expect(try await client.isMember())
            #expect(try await client.get("/user/passkeys").visibleText.contains("My phone"), "a passkey makes a session fresh")
            #expect(try await site.directory.log(limit: 1).first?.detail == "passkey: My phone")
            let page = try await client.get("/user/passkeys")
            #expect(try await client.submit(page, ["passkey": phone.key, "name": "Pocket"], button: "Save").status == .seeOther)
            #expect(try await client.get("/user/passkeys").visibleText.contains("Pocket"))
            _ = try await client.submit(page, button: "Delete")
            #expect(try await site.count("user_passkeys") == 0)
            #expect(try await signIn(&phone, site.visitor()).status == .unprocessableContent)
            let actions = try await site.directory.log(limit: 4).map(\.action)
            #expect(actions == ["passkey removed", "passkey renamed", "signed in", "passkey added"])
        }
    }

    @Test("an answer counts once, for one visitor, for ten minutes, and of two at once one")
    func challenges() async throws {
        let site = try await TestSite()
        var phone = VirtualAuthenticator()
        _ = try await add(&phone, try await site.member())
        phone.counts = false
        phone.counter = 0

        let (first, second) = (site.visitor(), site.visitor())
        let page = try await first.get("/user/sign-in")
        let answer = try phone.answer(try await first.get("/user/passkeys/sign-in").text)
        let other = try await second.get("/user/sign-in")
        #expect(try await second.submit(other, ["credential": answer]).status == .unprocessableContent, "another's challenge")
        site.clock.advance(by: 599)
        #expect(try await first.submit(page, ["credential": answer]).status == .seeOther)
        _ = try await first.signOut()
        let again = try await first.get("/user/sign-in")
        #expect(try await first.submit(again, ["credential": answer]).status == .unprocessableContent, "the session is another")

        let slow = site.visitor()
        let form = try await slow.get("/user/sign-in")
        let late = try phone.answer(try await slow.get("/user/passkeys/sign-in").text)
        site.clock.advance(by: 600)
        #expect(try await slow.submit(form, ["credential": late]).status == .unprocessableContent, "too late")

        // One cookie, twice: the challenge is used by the first.
        let racer = site.visitor()
        let start = try await racer.get("/user/sign-in")
        let twice = try phone.answer(try await racer.get("/user/passkeys/sign-in").text)
        let csrf = start.forms.compactMap { $0.field("csrf_token")?.value }.first ?? ""
        let cookie = "session=" + (racer.cookies["session"] ?? "")
        let statuses = try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    try await site.visitor().post(
                        "/user/passkeys/sign-in", form: ["csrf_token": csrf, "credential": twice], headers: [.cookie: cookie]
                    ).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count { $0 == .seeOther } == 1, "\(statuses)")
    }

    @Test("a challenge of one purpose, or of another's session, adds nothing")
    func purposes() async throws {
        let site = try await TestSite()
        let (ada, eve) = (try await site.member(), try await site.member("eve"))
        var phone = VirtualAuthenticator()
        let page = try await ada.get("/user/passkeys")
        let foreign = try phone.make(try await eve.get("/user/passkeys/new").text)
        #expect(try await ada.submit(page, ["credential": foreign, "name": "x"]).status == .unprocessableContent)
        let good = try phone.make(try await ada.get("/user/passkeys/new").text)
        #expect(try await ada.submit(page, ["credential": good, "name": "x"]).status == .seeOther)
        #expect(try await ada.submit(page, ["credential": good, "name": "x"]).status == .unprocessableContent, "used")
        #expect(try await site.count("user_passkeys") == 1)
        // Eve's authenticator claims Ada's credential.
        var copy = phone
        #expect(try await add(&copy, eve).visibleText.contains("belongs to an account already"))
        let options = try await ada.get("/user/passkeys/new").text
        #expect(options.contains("\"excludeCredentials\":[{\"id\":\"\(Base64URL.encode(phone.id))\""))
        #expect(try await site.visitor().get("/user/passkeys/sign-in").text.contains("\"allowCredentials\":[]"))
    }

    @Test("an authenticator that did not verify its user, or whose counter went back, does not sign in")
    func doubts() async throws {
        let site = try await TestSite()
        var phone = VirtualAuthenticator()
        phone.counter = 5
        _ = try await add(&phone, try await site.member())
        var copy = phone
        #expect(try await signIn(&phone, site.visitor()).status == .seeOther)
        #expect(try await signIn(&copy, site.visitor()).status == .unprocessableContent)
        #expect(try await site.directory.log(limit: 1).first?.action == "passkey refused")
        phone.flags = 0x01
        #expect(try await signIn(&phone, site.visitor()).status == .unprocessableContent)
        phone.flags = 0x05
        phone.origin = "https://club.example.evil.example"
        #expect(try await signIn(&phone, site.visitor()).status == .unprocessableContent)
        phone.origin = TestSite.base
        #expect(try await signIn(&phone, site.visitor()).status == .seeOther)
    }

    @Test("they end with the account's state, and go beyond the second factor")
    func account() async throws {
        let site = try await TestSite()
        var phone = VirtualAuthenticator()
        _ = try await add(&phone, try await site.member())
        try await site.execute(
            "INSERT INTO user_totp (user_id, sealed, last_step, created_at) VALUES (1, 'x', 0, 0)")
        #expect(try await signIn(&phone, site.visitor()).status == .seeOther)
        try await site.directory.deactivate("ada")
        #expect(try await signIn(&phone, site.visitor()).visibleText.contains("switched off"))
        try await site.execute("DELETE FROM users")
        #expect(try await site.count("user_passkeys") == 0)
    }

    @Test("is the second factor that a role asks for, in the session that it was shown for; a password alone is not", .onSQLite)
    func duty() async throws {
        let site = try await TestSite {
            $0.secondFactorRoles = ["admin"]
        } pages: { site, accounts in
            site.get("/api/me", requiring: accounts.accepting(token: "account:read")) { _, user in JSON(["for": user.username]) }
        }
        let ada = try await site.member()
        var phone = VirtualAuthenticator()
        _ = try await add(&phone, ada)
        try await site.directory.addRole("admin", to: "ada")
        #expect(try await ada.get("/admin").location == "/user/two-step", "she has one, and did not show it")
        let page = try await ada.get("/user/two-step")
        #expect(page.visibleText.contains("Show your passkey, or set up codes."))
        let answer = try phone.answer(try await ada.get("/user/passkeys/confirm").text)
        #expect(try await ada.submit(page, ["credential": answer]).status == .seeOther)
        #expect(try await ada.get("/admin").status == .ok)
        let client = site.visitor()
        _ = try await signIn(&phone, client)
        #expect(try await client.get("/admin").status == .ok)

        // A token's owner has done what was asked; a bearer's header beside a cookie opens nothing more.
        let tokens = try await client.get("/user/tokens")
        let made = try await client.submit(tokens, ["What is it for?": "x", "scope": "account:read", "days": "7"])
        let token = try #require(made.text.firstMatch(of: /satchel_[a-z2-7]{58}/).map { String($0.output) })
        let bearer: HTTPFields = [.authorization: "Bearer \(token)", .accept: "application/json"]
        #expect(try await site.visitor().get("/api/me", headers: bearer).status == .ok)
        let weak = site.visitor()
        _ = try await weak.signIn("ada", "correct horse")
        #expect(try await weak.get("/admin", headers: [.authorization: "Bearer \(token)"]).status != .ok)
        #expect(try await weak.get("/api/me", headers: [.authorization: "Bearer x"]).status == .unauthorized)
    }

    @Test("the last one stays where it is the only way in")
    func lastWayIn() async throws {
        let site = try await TestSite()
        let ada = try await site.member()
        var phone = VirtualAuthenticator()
        _ = try await add(&phone, ada)
        try await site.execute("UPDATE users SET password = ''")
        let refused = try await ada.submit(try await ada.get("/user/passkeys"), button: "Delete")
        #expect(refused.location == "/user/passkeys")
        #expect(try await ada.get("/user/passkeys").visibleText.contains("This is your only way in"))
        #expect(try await site.count("user_passkeys") == 1)
    }

    @Test("takes the place of the password where a page asks who is there")
    func confirm() async throws {
        let site = try await TestSite()
        let ada = try await site.member()
        var (phone, hers) = (VirtualAuthenticator(), VirtualAuthenticator())
        _ = try await add(&phone, ada)
        _ = try await add(&hers, try await site.member("eve"))
        site.clock.advance(by: 1000)
        #expect(try await ada.get("/user/passkeys").location == "/user/confirm-password?next=%2Fuser%2Fpasskeys")
        let page = try await ada.get("/user/confirm-password?next=/user/passkeys")
        let options = try await ada.get("/user/passkeys/confirm").text
        #expect(options.contains(Base64URL.encode(phone.id)))
        let foreign = try hers.answer(options)
        #expect(try await ada.submit(page, ["credential": foreign]).status == .unprocessableContent)
        let answer = try phone.answer(options)
        #expect(try await ada.submit(page, ["credential": answer]).location == "/user/passkeys")
        #expect(try await ada.get("/user/passkeys").status == .ok)
    }

    @Test("there are none where the site has no name that authenticators know, or they are switched off")
    func absent() async throws {
        let table = [
            ("https://Club.example", "club.example", "https://club.example"),
            ("https://club.example:8443", "club.example", "https://club.example:8443"),
            ("https://club.example:443", "club.example", "https://club.example"),
            ("http://localhost:5000", "localhost", "http://localhost:5000"),
        ]
        for (url, id, origin) in table { #expect(RelyingParty(url: url) == RelyingParty(id: id, origin: origin)) }
        for url in ["http://club.example", "https://127.0.0.1", "http://127.0.0.1:5000", "https://[::1]:5000", "https://", "x"] {
            #expect(RelyingParty(url: url) == nil, "\(url)")
        }
        let off = try await TestSite { $0.enablePasskeys = false }
        #expect(try await off.visitor().get("/user/passkeys/sign-in").status == .notFound)
        #expect(try await !off.visitor().get("/user/sign-in").text.contains("passkey"))
    }
}

extension VirtualAuthenticator {
    fileprivate var key: String { Digest.hex(Digest.sha256(id)) }
}
