import Database
import HTTPTypes
import SatchelTesting
import Secrets
import TestDatabases
import Testing

@testable import Accounts

@Suite("The second factor")
struct SecondFactorTests {
    private func sealedSecret(of page: TestResponse) -> String? {
        page.forms.compactMap { $0.field("secret")?.value }.first
    }

    /// Switches it on for who is signed in: what makes the codes, and the recovery codes.
    private func switchOn(_ client: TestClient, _ site: TestSite, number: Int = 1) async throws -> (
        codes: OneTimeCode, recovery: [String]
    ) {
        let page = try await client.get("/user/two-step")
        let sealed = try #require(sealedSecret(of: page))
        let sealer = Sealer(keys: try TestSite.keys, purpose: "accounts.totp")
        let codes = OneTimeCode(secret: try #require(sealer.open(sealed, context: "new \(number)")))
        #expect(page.visibleText.contains(codes.base32))
        let done = try await client.submit(page, ["Code": codes.code(step: site.step)])
        #expect(done.status == .ok)
        let recovery = done.visibleText.split(separator: " ").map(String.init).filter { $0.count == 19 && $0.contains("-") }
        #expect(recovery.count == 10)
        site.clock.advance(by: 60)
        return (codes, recovery)
    }

    private func atTheDoor(_ site: TestSite, next: String? = nil) async throws -> (client: TestClient, page: TestResponse) {
        let client = site.visitor()
        let page = try await client.signIn("ada", "correct horse", next: next)
        #expect(page.status == .ok)
        #expect(page.visibleText.contains("One step more"))
        #expect(try await !client.isMember())
        return (client, page)
    }

    @Test("is asked for after the password; a code counts once, on every engine", arguments: TestDatabase.allCases)
    func twoSteps(kind: TestDatabase) async throws {
        try await kind.run { engine in
            let site = try await TestSite(on: engine)
            let (codes, recovery) = try await switchOn(try await site.member(), site)
            let (client, page) = try await atTheDoor(site, next: "/members?n=1")
            #expect(try await client.submit(page, ["Code": "000000"]).status == .unprocessableContent)
            let code = codes.code(step: site.step)
            #expect(try await client.submit(page, ["Code": code]).location == "/members?n=1")
            #expect(try await client.isMember())
            let csrf = try #require(try await client.get("/").forms.first?.field("csrf_token")?.value)
            let used = page.forms.compactMap { $0.field("token")?.value }.first ?? ""
            #expect(!used.isEmpty)
            let form: KeyValuePairs = ["csrf_token": csrf, "token": used, "code": codes.code(step: site.step + 1)]
            #expect(try await client.post("/user/second-factor", form: form).location == "/user/sign-in", "the token is used")

            let (other, again) = try await atTheDoor(site)
            #expect(try await other.submit(again, ["Code": code]).status == .unprocessableContent)
            #expect(try await other.submit(again, ["Code": recovery[0].lowercased()]).status == .seeOther)
            let (third, last) = try await atTheDoor(site)
            #expect(try await third.submit(last, ["Code": recovery[0]]).status == .unprocessableContent)
            #expect(try await site.directory.log(limit: 3).map(\.action) == ["signed in", "recovery code used", "signed in"])
        }
    }

    @Test("of two who type one code at once, one gets in")
    func race() async throws {
        let site = try await TestSite()
        let (codes, _) = try await switchOn(try await site.member(), site)
        let code = codes.code(step: site.step)
        let doors = [try await atTheDoor(site), try await atTheDoor(site)]
        let entered = try await withThrowingTaskGroup(of: Bool.self) { group in
            for (client, page) in doors {
                group.addTask { try await client.submit(page, ["Code": code]).status == .seeOther }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(entered == 1)
    }

    @Test("guessing is refused after some tries, from wherever, and nobody is locked out for good")
    func guesses() async throws {
        let site = try await TestSite { $0.signInAttempts = 3 }
        let (codes, _) = try await switchOn(try await site.member(), site)
        let (client, page) = try await atTheDoor(site)
        for _ in 0..<3 { #expect(try await client.submit(page, ["Code": "000000"]).status == .unprocessableContent) }
        #expect(try await client.submit(page, ["Code": codes.code(step: site.step)]).status == .tooManyRequests)
        site.clock.advance(by: 301)
        #expect(try await client.submit(page, ["Code": codes.code(step: site.step)]).status == .seeOther)
    }

    @Test("the page of the code waits ten minutes, and not beyond a new password or the account's end")
    func over() async throws {
        let site = try await TestSite()
        let (codes, _) = try await switchOn(try await site.member(), site)
        let (late, first) = try await atTheDoor(site)
        site.clock.advance(by: 601)
        #expect(try await late.submit(first, ["Code": codes.code(step: site.step)]).location == "/user/sign-in")
        let (client, second) = try await atTheDoor(site)
        try await site.directory.deactivate("ada")
        #expect(try await client.submit(second, ["Code": codes.code(step: site.step)]).location == "/user/sign-in")
        try await site.directory.activate("ada")
        let (again, third) = try await atTheDoor(site)
        try await site.directory.setPassword(of: "ada", to: "battery staple")
        #expect(try await again.submit(third, ["Code": codes.code(step: site.step)]).location == "/user/sign-in")
    }

    @Test("a device that is remembered gives no code, for its time, until it is forgotten", arguments: TestDatabase.allCases)
    func rememberedDevices(kind: TestDatabase) async throws {
        try await kind.run { engine in
            let site = try await TestSite(on: engine)
            let (codes, recovery) = try await switchOn(try await site.member(), site)
            let (phone, page) = try await atTheDoor(site)
            let code = codes.code(step: site.step)
            #expect(try await phone.submit(page, ["Code": code, "remember_device": "1"]).status == .seeOther)
            _ = try await phone.signOut()
            #expect(try await phone.signIn("ada", "wrong horse").status == .unprocessableContent)
            #expect(try await phone.signIn("ada", "correct horse").status == .seeOther)
            // It is this user's alone.
            _ = try await phone.signOut()
            let eve = try await site.member("eve")
            _ = try await switchOn(eve, site, number: 2)
            #expect(try await phone.signIn("eve", "correct horse").status == .ok)
            #expect(try await phone.signIn("ada", "correct horse").status == .seeOther)

            let list = try await phone.get("/user/two-step")
            #expect(list.visibleText.contains("Devices that are not asked for a code"))
            #expect(try await phone.submit(list, button: "Ask again").status == .seeOther)
            #expect(try await phone.isMember(), "the session stays")
            _ = try await phone.signOut()
            let again = try await phone.signIn("ada", "correct horse")
            #expect(again.status == .ok)
            #expect(try await phone.submit(again, ["Code": recovery[0], "remember_device": "1"]).status == .seeOther)
            _ = try await phone.signOut()
            site.clock.advance(by: 30 * 86_400)
            #expect(try await phone.signIn("ada", "correct horse").status == .ok, "its time is over")
            try await site.directory.setPassword(of: "ada", to: "battery staple")
            #expect(try await site.count("user_devices") == 0)
        }
    }

    @Test("where no device is to be remembered, none is")
    func noDevices() async throws {
        let site = try await TestSite { $0.secondFactorDeviceLifetime = 0 }
        let (codes, _) = try await switchOn(try await site.member(), site)
        let (client, page) = try await atTheDoor(site)
        #expect(!page.text.contains("remember_device"))
        let fields = try #require(page.forms.first { $0.field("token") != nil })
        let form: KeyValuePairs = [
            "csrf_token": fields.field("csrf_token")?.value ?? "", "token": fields.field("token")?.value ?? "",
            "code": codes.code(step: site.step), "remember_device": "1",
        ]
        #expect(try await client.post("/user/second-factor", form: form).status == .seeOther)
        #expect(try await site.count("user_devices") == 0)
    }

    @Test("a link to a new password does not go around it")
    func resetLink() async throws {
        let site = try await TestSite()
        _ = try await switchOn(try await site.member(), site)
        let client = site.visitor()
        let page = try await client.get(try await site.directory.resetLink(for: "ada"))
        #expect(try await client.submit(page, ["New password": "battery staple"]).location == "/user/sign-in")
        #expect(try await !client.isMember())
    }

    @Test("a role can make it a duty, for pages that ask who is there")
    func duty() async throws {
        let site = try await TestSite { $0.secondFactorRoles = ["admin"] }
        let client = try await site.member()
        #expect(try await client.isMember())
        try await site.directory.addRole("admin", to: "ada")
        #expect(try await client.get("/members").location == "/user/two-step")
        #expect(try await client.get("/admin").location == "/user/two-step")
        _ = try await switchOn(client, site)
        #expect(try await client.get("/admin").status == .ok)
        try await site.directory.removeSecondFactor(of: "ada")
        #expect(try await client.get("/admin").location == "/user/two-step")
    }

    @Test("is switched off and on again, and another's secret is refused")
    func off() async throws {
        let site = try await TestSite()
        let client = try await site.member()
        let (_, old) = try await switchOn(client, site)
        let page = try await client.get("/user/two-step")
        let renewed = try await client.submit(page, button: "Make new recovery codes")
        #expect(renewed.visibleText.contains("Keep these recovery codes"))
        let (other, door) = try await atTheDoor(site)
        #expect(try await other.submit(door, ["Code": old[0]]).status == .unprocessableContent)
        #expect(try await client.submit(page, button: "Switch off").location == "/user/two-step")
        #expect(try await site.visitor().signIn("ada", "correct horse").status == .seeOther)
        #expect(try await site.count("user_recovery_codes") == 0)

        let eve = try await site.member("eve")
        let hers = try await eve.get("/user/two-step")
        let foreign = try #require(sealedSecret(of: try await client.get("/user/two-step")))
        #expect(try await eve.submit(hers, ["secret": foreign, "Code": "000000"]).status == .badRequest)
    }
}

extension TestSite {
    /// The step of one-time codes that is now.
    fileprivate var step: Int { Int(clock.now) / OneTimeCode.step }
}
