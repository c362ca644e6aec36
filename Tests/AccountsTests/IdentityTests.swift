import Database
import Foundation
import HTTPTypes
import OpenID
import SatchelTesting
import TestDatabases
import TestServices
import Testing

@testable import Accounts

@Suite("Signing in at an identity provider")
struct IdentityTests {
    private static let people = #"""
        {"ada-1": {"email": "Ada@example.org", "email_verified": true, "preferred_username": "Ada Lovelace"},
         "ada-2": {"email": "lovelace@example.org", "email_verified": true, "preferred_username": "Ada Lovelace"},
         "eve": {"email": "ada@example.org", "email_verified": false, "preferred_username": "<script>"}}
        """#

    private struct Stage {
        let provider: IdentityProviderService
        let site: TestSite

        init(on engine: (any DatabaseEngine)? = nil, _ change: (inout AccountSettings) -> Void = { _ in }) async throws {
            let provider = try await IdentityProviderService()
            self.provider = provider
            try await provider.control("people", IdentityTests.people)
            let (url, id, secret) = (try provider.url, try provider.clientID, try provider.clientSecret)
            var acme = IdentityProvider.openID("acme", "Acme", issuer: url, id: id, secret: secret)
            acme.patience = 60
            let providers = [acme]
            site = try await TestSite(on: engine) { settings in
                settings.identityProviders = providers
                change(&settings)
            }
            // The provider's clock is the machine's.
            site.clock.advance(by: Date().timeIntervalSince1970 - site.clock.now)
        }

        /// From an address at the provider back to the site.
        func comeBack(_ client: TestClient, as person: String, from address: String) async throws -> TestResponse {
            let back = try await provider.press(person, at: address)
            #expect(back.hasPrefix(TestSite.base + "/user/sign-in-with/acme/callback?"))
            return try await client.get(String(back.dropFirst(TestSite.base.count)))
        }

        func signIn(_ client: TestClient, as person: String, next: String = "/members") async throws -> TestResponse {
            let start = try await client.get("/user/sign-in-with/acme?next=\(next)")
            return try await comeBack(client, as: person, from: try #require(start.location))
        }

        /// By a form that leads to a page that leads on.
        func goOn(_ client: TestClient, as person: String, from page: TestResponse, button: String) async throws -> TestResponse {
            let page = try await client.submit(page, button: button)
            let link = try #require(page.text.firstMatch(of: /href="([^"]*\/authorize[^"]*)"/)?.output.1)
            return try await comeBack(client, as: person, from: String(link.replacing("&amp;", with: "&")))
        }

        func page(_ client: TestClient, _ path: String) async throws -> String { try await client.get(path).visibleText }
    }

    @Test("makes an account at first and is the way in from then on, on every engine", arguments: TestDatabase.allCases)
    func wholeLife(kind: TestDatabase) async throws {
        try await kind.run { engine in
            let stage = try await Stage(on: engine) { $0.enableEmail = true }
            let client = stage.site.visitor()
            #expect(try await stage.signIn(client, as: "ada-1").location == "/members")
            #expect(try await client.isMember(), "the provider vouches for the address")
            #expect(try await stage.site.directory.list(.init()).map(\.username) == ["Ada.Lovelace"])
            let again = stage.site.visitor()
            #expect(try await stage.signIn(again, as: "ada-1").location == "/members")
            #expect(try await again.isMember())
            #expect(try await stage.signIn(stage.site.visitor(), as: "ada-2").location == "/members")
            #expect(try await stage.site.count("users") == 2)
            #expect(try await stage.site.text("SELECT username FROM users WHERE id = 2") == "Ada.Lovelace2")
            #expect(try await stage.site.directory.log(of: "Ada.Lovelace").map(\.action) == ["signed in", "registered"])
            #expect(try await stage.site.visitor().signIn("Ada.Lovelace", "").status == .unprocessableContent)
            try await stage.site.directory.deactivate("Ada.Lovelace")
            #expect(try await stage.signIn(again, as: "ada-1").location == "/user/sign-in")
            #expect(try await !again.isMember())
        }
    }

    @Test("never takes an account over by its address: its owner signs in and links", arguments: [true, false])
    func noTakeOver(isConfirmed: Bool) async throws {
        let stage = try await Stage { $0.enableEmail = true }
        try await stage.site.directory.create("ada", password: "correct horse", email: "ada@example.org")
        if !isConfirmed { try await stage.site.execute("UPDATE users SET email_confirmed_at = NULL") }
        let client = stage.site.visitor()
        let answer = try await stage.signIn(client, as: "ada-1")
        #expect(answer.location == "/user/sign-in?next=%2Fuser%2Fidentities")
        #expect(try await stage.page(client, "/user/sign-in").contains("Sign in to it here, then link Acme"))
        #expect(try await stage.site.count("user_identities") == 0)
        // Who does not even own the address learns nothing of it.
        let eve = stage.site.visitor()
        #expect(try await stage.signIn(eve, as: "eve").location == "/user/register")
        #expect(try await !stage.page(eve, "/user/register").contains("ada@"))
        #expect(try await stage.site.count("users") == 1)
    }

    @Test("is linked and unlinked by who gave the password lately; the last way in stays")
    func linking() async throws {
        let stage = try await Stage()
        let ada = try await stage.site.member()
        let page = try await ada.get("/user/identities")
        #expect(try await stage.goOn(ada, as: "ada-1", from: page, button: "Link Acme").location == "/user/identities")
        #expect(try await stage.page(ada, "/user/identities").contains("You can sign in with Acme from now on"))
        #expect(try await stage.signIn(stage.site.visitor(), as: "ada-1").location == "/members")

        let bob = try await stage.site.member("bob")
        let his = try await bob.get("/user/identities")
        #expect(try await stage.goOn(bob, as: "ada-1", from: his, button: "Link Acme").location == "/user/identities")
        #expect(try await stage.page(bob, "/user/identities").contains("with another account at Acme already"))
        let handle = try #require(try await stage.site.text("SELECT id FROM user_identities")).prefix(16)
        let csrf = try #require(his.forms.first?.field("csrf_token")?.value)
        let theft: KeyValuePairs = ["csrf_token": csrf, "unlink": String(handle)]
        #expect(try await bob.post("/user/identities", form: theft).status == .notFound)

        #expect(try await ada.submit(try await ada.get("/user/identities"), button: "Unlink").status == .seeOther)
        #expect(try await stage.site.count("user_identities") == 0)
        let fresh = stage.site.visitor()
        #expect(try await stage.signIn(fresh, as: "ada-1").location == "/members")
        #expect(try await stage.site.count("users") == 3, "it is nobody's now: a new account")
        _ = try await fresh.submit(try await fresh.get("/user/identities"), button: "Unlink")
        #expect(try await stage.page(fresh, "/user/identities").contains("This is your only way in"))
        #expect(
            try await stage.site.directory.log(of: "ada").map(\.action).prefix(2).sorted() == ["provider unlinked", "signed in"])
    }

    @Test("a passkey is a way in beside a provider, and so is mail to a confirmed address; another provider of once is none")
    func waysIn() async throws {
        let stage = try await Stage()
        let client = stage.site.visitor()
        _ = try await stage.signIn(client, as: "ada-1")
        try await stage.site.execute(
            "INSERT INTO user_identities (id, user_id, issuer, email, created_at) VALUES ('x', 1, 'https://gone.example', '', 2000000000)"
        )
        func unlink() async throws -> Int {
            _ = try await client.submit(try await client.get("/user/identities"), button: "Unlink")
            return try await stage.site.count("user_identities")
        }
        #expect(try await unlink() == 2, "who is asked elsewhere no more lets nobody in")
        var phone = VirtualAuthenticator()
        let page = try await client.get("/user/passkeys")
        let made = try phone.make(try await client.get("/user/passkeys/new").text)
        #expect(try await client.submit(page, ["credential": made, "name": "phone"]).status == .seeOther)
        #expect(try await unlink() == 1)

        let mail = try await Stage { $0.enableEmail = true }
        let other = mail.site.visitor()
        _ = try await mail.signIn(other, as: "ada-1")
        _ = try await other.submit(try await other.get("/user/identities"), button: "Unlink")
        #expect(try await mail.site.count("user_identities") == 0, "a mailed link gives her a password")
    }

    @Test("an answer counts in the browser that set out, once, within ten minutes")
    func trips() async throws {
        let stage = try await Stage()
        let client = stage.site.visitor()
        let address = try #require(try await client.get("/user/sign-in-with/acme").location)
        let back = String(try await stage.provider.press("ada-1", at: address).dropFirst(TestSite.base.count))
        #expect(try await stage.site.visitor().get(back).location == "/user/sign-in", "another browser")
        #expect(try await stage.site.count("users") == 0)
        #expect(try await client.get(back.replacing("state=", with: "state=x")).location == "/user/sign-in")
        #expect(try await client.get(back).location == "/user/sign-in", "the trip is over, whatever came back")
        #expect(try await stage.site.count("users") == 0)

        let late = try #require(try await client.get("/user/sign-in-with/acme").location)
        let returned = String(try await stage.provider.press("ada-1", at: late).dropFirst(TestSite.base.count))
        stage.site.clock.advance(by: 601)
        #expect(try await client.get(returned).location == "/user/sign-in")
        #expect(try await stage.site.count("users") == 0)
        #expect(try await client.get("/user/sign-in-with/other").status == .notFound)
        #expect(try await client.get("/user/sign-in-with/acme/callback").location == "/user/sign-in")
    }

    @Test("what the provider or its person does not want is told, and changes nothing")
    func failures() async throws {
        let stage = try await Stage()
        let client = stage.site.visitor()
        #expect(try await stage.signIn(client, as: "").location == "/user/sign-in")
        #expect(try await stage.page(client, "/user/sign-in").contains("You did not let Acme sign you in"))
        try await stage.provider.control("faults", #"{"foreign": true}"#)
        #expect(try await stage.signIn(client, as: "ada-1").location == "/user/sign-in")
        #expect(try await stage.page(client, "/user/sign-in").contains("Signing in at Acme did not work"))
        #expect(try await stage.site.count("users") == 0)
        let away = try await Stage()
        try await away.provider.control("faults", #"{"status": {"document": 503}}"#)
        let other = away.site.visitor()
        #expect(try await other.get("/user/sign-in-with/acme").location == "/user/sign-in")
        #expect(try await away.page(other, "/user/sign-in").contains("Acme does not answer just now"))
    }

    @Test("leads only where this site is, and to the second factor where one is on")
    func afterwards() async throws {
        let stage = try await Stage()
        let client = stage.site.visitor()
        #expect(try await stage.signIn(client, as: "ada-1", next: "//evil.example").location == "/")
        let page = try await client.get("/user/two-step")
        let secret = try #require(page.text.firstMatch(of: /<code>([A-Z2-7]{32})<\/code>/)?.output.1)
        let key = try #require(Self.base32(String(secret)))
        let codes = OneTimeCode(secret: key)
        let step = Int(stage.site.clock.now) / OneTimeCode.step
        #expect(try await client.submit(page, ["Code": codes.code(step: step)]).status == .ok)
        let other = stage.site.visitor()
        let asked = try await stage.signIn(other, as: "ada-1")
        #expect(asked.visibleText.contains("Your code"))
        #expect(try await !other.isMember())
        #expect(try await other.submit(asked, ["Code": codes.code(step: step + 1)]).location == "/members")
        #expect(try await other.isMember())
    }

    @Test("stands in for the password of who has none: to be fresh, and to choose one")
    func withoutPassword() async throws {
        let stage = try await Stage()
        let client = stage.site.visitor()
        _ = try await stage.signIn(client, as: "ada-1")
        let rename = try await client.get("/user/change-username")
        let refused = try await client.submit(rename, ["New user name": "ada", "Your password now": "x"])
        #expect(refused.visibleText.contains("You have no password yet"))

        stage.site.clock.advance(by: 1000)
        #expect(try await client.get("/user/change-password").location == "/user/confirm-password?next=%2Fuser%2Fchange-password")
        // The provider's clock is the machine's: back to it, with a session whose proof is old.
        try await stage.site.execute("UPDATE user_sessions SET proved_at = 1")
        stage.site.clock.advance(by: -1000)
        let page = try await client.get("/user/confirm-password?next=/user/change-password")
        let wrong = try await stage.goOn(client, as: "ada-2", from: page, button: "Show it with Acme instead")
        #expect(wrong.location == "/user/confirm-password", "somebody else at the provider")
        let done = try await stage.goOn(client, as: "ada-1", from: page, button: "Show it with Acme instead")
        #expect(done.location == "/user/change-password")
        let choose = try await client.get("/user/change-password")
        #expect(!choose.visibleText.contains("Your password now"))
        #expect(try await client.submit(choose, ["New password": "battery staple"]).status == .seeOther)
        #expect(try await stage.site.visitor().signIn("Ada.Lovelace", "battery staple").status == .seeOther)
        #expect(try await client.get("/user/change-password").visibleText.contains("Your password now"))

        try await stage.provider.control("faults", #"{"claims": {"auth_time": 1000}}"#)
        let again = try await client.get("/user/confirm-password")
        let stale = try await stage.goOn(client, as: "ada-1", from: again, button: "Show it with Acme instead")
        #expect(stale.location == "/user/confirm-password", "the provider was asked to ask")
    }

    @Test("makes no account where nobody may register, or where the address is not vouched for")
    func closed() async throws {
        for isClosed in [true, false] {
            let stage = try await Stage {
                $0.enableEmail = true
                if isClosed { $0.enableRegister = false }
            }
            #expect(try await stage.signIn(stage.site.visitor(), as: isClosed ? "ada-2" : "eve").status == .seeOther)
            #expect(try await stage.site.count("users") == 0)
        }
        let stage = try await Stage { $0.registerAttempts = 1 }
        _ = try await stage.signIn(stage.site.visitor(), as: "ada-1")
        #expect(try await stage.signIn(stage.site.visitor(), as: "ada-2").status == .tooManyRequests)
        #expect(try await stage.signIn(stage.site.visitor(), as: "ada-1").location == "/members")
    }

    @Test("two first sign-ins of one person at once make one account")
    func race() async throws {
        let stage = try await Stage()
        let clients = (0..<4).map { _ in stage.site.visitor() }
        var backs: [(TestClient, String)] = []
        for client in clients {
            let address = try #require(try await client.get("/user/sign-in-with/acme").location)
            backs.append((client, String(try await stage.provider.press("ada-1", at: address).dropFirst(TestSite.base.count))))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (client, back) in backs {
                group.addTask {
                    let answer = try await client.get(back)
                    #expect(answer.location == "/")
                }
            }
            try await group.waitForAll()
        }
        #expect(try await stage.site.count("users") == 1)
        for client in clients { #expect(try await client.isMember()) }
    }

    @Test(
        "a name from elsewhere becomes one that is allowed here",
        arguments: [
            ("ada", "ada"), ("Ada Lovelace", "Ada.Lovelace"), ("ada@example.org", "ada"), ("<script>", "script"), ("", "user"),
            ("李", "user"), ("a", "user"), ("..", "user"), (" x y z ", "x.y.z"), ("Ünal", "nal"),
            (String(repeating: "a", count: 99), String(repeating: "a", count: 40)),
        ])
    func names(wish: String, name: String) {
        #expect(FreeUsername.base(of: wish) == name)
    }

    private static func base32(_ text: String) -> [UInt8]? {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (bytes, buffer, bits): ([UInt8], Int, Int) = ([], 0, 0)
        for letter in text {
            guard let value = alphabet.firstIndex(of: letter) else { return nil }
            buffer = (buffer << 5 | value) & 0xFFFF
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        return bytes
    }
}
