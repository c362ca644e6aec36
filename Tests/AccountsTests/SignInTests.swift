import Accounts
import Database
import HTTPTypes
import SatchelTesting
import Secrets
import Testing

@Suite("Signing in")
struct SignInTests {
    @Test("by name in any case and with blanks around it leads home")
    func signsIn() async throws {
        let site = try await TestSite()
        _ = try await site.member("Ada")
        for name in ["Ada", "ada", "ADA", " ada\t"] {
            let client = site.visitor()
            let answer = try await client.signIn(name, "correct horse")
            #expect(answer.status == .seeOther)
            #expect(answer.location == "/")
            #expect(try await client.isMember())
        }
    }

    @Test(
        "refuses wildcards, quotes and everything else that is not the name or the password",
        arguments: [
            ("a%", "correct horse"), ("ad_", "correct horse"), ("' OR 1=1 --", "correct horse"), ("ada\"", "correct horse"),
            ("ada", "Correct horse"), ("ada", "correct horse "), ("ada", " correct horse"), ("ada", "wrong"),
            ("bob", "correct horse"),
            ("ada", String(repeating: "x", count: 73)), ("ada", String(repeating: "x", count: 200_000)),
            (String(repeating: "a", count: 4097), "correct horse"), ("ada\u{0}", "correct horse"), ("ada", "\u{0}"),
        ])
    func refuses(_ name: String, _ password: String) async throws {
        let site = try await TestSite()
        _ = try await site.member("ada")
        let client = site.visitor()
        let answer = try await client.signIn(name, password)
        #expect((400..<500).contains(answer.status.code))
        #expect(try await client.isMember() == false)
        #expect(try await site.count("user_sessions") == 1)
    }

    @Test("answers an unknown name and a wrong password with the same status and page")
    func sameAnswer() async throws {
        let site = try await TestSite()
        _ = try await site.member("ada")
        var pages: [String] = []
        for name in ["ada", "eve"] {
            let answer = try await site.visitor().signIn(name, "wrong password")
            #expect(answer.status == .unprocessableContent)
            #expect(answer.visibleText.contains("don’t go together"))
            pages.append(answer.visibleText)
        }
        #expect(pages[0] == pages[1])
    }

    @Test("names the field that was left empty")
    func missing() async throws {
        let site = try await TestSite()
        let answer = try await site.visitor().signIn("", "")
        #expect(answer.status == .unprocessableContent)
        #expect(answer.visibleText.contains("Enter your user name."))
        #expect(answer.visibleText.contains("Enter your password."))
    }

    @Test("tells that a name is not known where the settings say so")
    func unknownShown() async throws {
        let site = try await TestSite { $0.showUnknownUsername = true }
        #expect(try await site.visitor().signIn("eve", "whatever").visibleText.contains("There is no account"))
    }

    @Test("takes a password typed in another Unicode form, and one that was stored unnormalised")
    func unicodeForms() async throws {
        let site = try await TestSite()
        _ = try await site.member("ada", password: "caf\u{E9} au lait")
        #expect(try await site.visitor().signIn("ada", "cafe\u{301} au lait").status == .seeOther)
        #expect(try await site.visitor().signIn("ada", "cafe au lait").status == .unprocessableContent)
    }

    @Test(
        "goes to a path of this site only",
        arguments: [
            ("/members", "/members"), ("/members?a=1&b=%2F", "/members?a=1&b=%2F"), ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example/", "/"), ("https:evil.example", "/"), ("////evil.example/x", "/"), ("/%2fevil.example", "/"),
            ("\t//evil.example", "/"), ("/\n/evil.example", "/"), ("javascript:alert(1)", "/"), ("members", "/"), ("", "/"),
        ])
    func next(_ next: String, _ location: String) async throws {
        let site = try await TestSite()
        _ = try await site.member("ada")
        let client = site.visitor()
        let page = try await client.get("/user/sign-in")
        let token = try #require(page.forms.first { $0.field("password") != nil }?.field("csrf_token")?.value)
        let answer = try await client.post(
            "/user/sign-in", form: ["csrf_token": token, "username": "ada", "password": "correct horse", "next": next])
        #expect(answer.location == location)
        let other = try await site.visitor().signIn("ada", "correct horse", next: next)
        #expect(other.location == location)
    }

    @Test("sends visitors who are signed in away, also from registration")
    func sendsAway() async throws {
        let site = try await TestSite()
        let client = try await site.member()
        for path in ["/user/sign-in", "/user/register"] {
            let answer = try await client.get(path)
            #expect(answer.status == .seeOther)
            #expect(answer.location == "/")
            #expect(try await client.get(path + "?next=/members").location == "/members")
        }
    }

    @Test("tells a deactivated user with the right password, and nobody else")
    func deactivated() async throws {
        let site = try await TestSite()
        _ = try await site.member("ada")
        try await site.accounts.directory(site.engine).deactivate("ada")
        #expect(try await site.visitor().signIn("ada", "correct horse").visibleText.contains("switched off"))
        #expect(try await site.visitor().signIn("ada", "wrong horse").visibleText.contains("don’t go together"))
        #expect(try await site.count("user_sessions") == 0)
    }

    @Test("stores a stronger hash where the old one is weaker than the settings")
    func rehash() async throws {
        let weak = try await TestSite()
        _ = try await weak.member("ada")
        let strong = try await TestSite(on: weak.engine) { $0.passwordScheme = .bcrypt(cost: 5) }
        #expect(try await strong.visitor().signIn("ada", "wrong horse").status == .unprocessableContent)
        #expect(try await weak.text("SELECT substr(password, 1, 7) FROM users") == "$2b$04$")
        #expect(try await strong.visitor().signIn("ada", "correct horse").status == .seeOther)
        #expect(try await weak.text("SELECT substr(password, 1, 7) FROM users") == "$2b$05$")
        #expect(try await strong.visitor().signIn("ada", "correct horse").status == .seeOther)
    }

    @Test("of many at once none is taken for wrong because another stored a stronger hash meanwhile")
    func rehashRace() async throws {
        let site = try await TestSite { $0.passwordScheme = .bcrypt(cost: 5) }
        _ = try await site.member("ada")
        let weak = try PasswordHasher(.bcrypt(cost: 4)).hash("correct horse")
        try await site.execute("UPDATE users SET password = ?", [weak])
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 { group.addTask { try await site.visitor().signIn("ada", "correct horse").status.code } }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 303, count: 8))
        #expect(try await site.text("SELECT password FROM users")?.hasPrefix("$2b$05$") == true)
    }

    @Test("stores equal passwords differently")
    func salted() async throws {
        let site = try await TestSite()
        _ = try await site.member("ada")
        _ = try await site.member("bob")
        #expect(try await site.text("SELECT count(DISTINCT password) || '' FROM users") == "2")
    }

    @Test("lets nobody in where an account has no password")
    func noPassword() async throws {
        let site = try await TestSite()
        try await site.execute("INSERT INTO users (username, password) VALUES ('ada', '')")
        #expect(try await site.visitor().signIn("ada", "x").status == .unprocessableContent)
    }

    @Test("has no account from the start")
    func noDefaultAccount() async throws {
        let site = try await TestSite()
        #expect(try await site.count("users") == 0)
        for (name, password) in [("admin", "admin"), ("admin", "password"), ("root", "root"), ("member", "Password1")] {
            #expect(try await site.visitor().signIn(name, password).status == .unprocessableContent)
        }
    }

    @Test(
        "without a CSRF token, with another visitor's or from a foreign page changes nothing", arguments: ["sign-in", "register"])
    func csrf(_ form: String) async throws {
        let site = try await TestSite()
        _ = try await site.member("ada")
        let path = "/user/" + form
        let name = form == "sign-in" ? "ada" : "eve"
        let stranger = try await site.visitor().get(path).forms.first { $0.field("password") != nil }?.field("csrf_token")?.value
        let client = site.visitor()
        let own = try await client.get(path).forms.first { $0.field("password") != nil }?.field("csrf_token")?.value
        for token in [nil, "", stranger] {
            var fields: KeyValuePairs = ["username": name, "password": "correct horse"]
            if let token { fields = ["username": name, "password": "correct horse", "csrf_token": token] }
            #expect(try await client.post(path, form: fields).status == .forbidden)
        }
        let foreign = try await client.post(
            path, form: ["username": name, "password": "correct horse", "csrf_token": try #require(own)],
            headers: [.origin: "https://evil.example"])
        #expect(foreign.status == .forbidden)
        #expect(try await site.count("users") == 1)
        #expect(try await site.count("user_sessions") == 1)
    }

    @Test("accepts forms only", arguments: ["application/json", "text/plain", "application/xml"])
    func contentTypes(_ type: String) async throws {
        let site = try await TestSite()
        let client = site.visitor()
        _ = try await client.get("/user/sign-in")
        let answer = try await client.send(
            .post, "/user/sign-in", headers: [.contentType: type], body: Array(#"{"username":"ada","password":"x"}"#.utf8))
        #expect((400..<500).contains(answer.status.code))
    }
}
