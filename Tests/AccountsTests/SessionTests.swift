import Accounts
import Database
import HTTP
import HTTPTypes
import SatchelTesting
import TestDatabases
import Testing

@Suite("Sessions")
struct SessionTests {
    @Test("are closed to visitors by every method and spelling, and lead to sign-in and back")
    func guarded() async throws {
        let site = try await TestSite()
        let client = site.visitor()
        let answer = try await client.get("/members?page=2")
        #expect(answer.status == .seeOther)
        #expect(answer.location == "/user/sign-in?next=%2Fmembers%3Fpage%3D2")
        let page = try await client.get(try #require(answer.location))
        #expect(page.visibleText.contains("Please sign in to see that page."))
        _ = try await site.member("ada")
        #expect(try await client.submit(page, ["username": "ada", "password": "correct horse"]).location == "/members?page=2")

        for path in [
            "//members", "/%6dembers", "/Members", "/MEMBERS", "/members/", "/./members", "/x/../members", "/members%2e",
        ] {
            let answer = try await site.visitor(redirects: .stop).get(path)
            #expect(answer.status != .ok, "\(path)")
            #expect(!answer.visibleText.contains("Member number"))
        }
        for name in ["X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override"] {
            let headers: HTTPFields = [try #require(HTTPField.Name(name)): "/"]
            #expect(try await site.visitor().get("/members", headers: headers).status == .seeOther)
        }
        for method: HTTPRequest.Method in [.head, .put, .delete, .patch, .options] {
            let answer = try await site.visitor().send(method, "/members")
            #expect(answer.status != .ok || method == .options)
        }
    }

    @Test("a form that an anonymous visitor sends leads to sign-in without a way back")
    func guardedForm() async throws {
        let site = try await TestSite()
        let client = site.visitor()
        let token = try await client.get("/user/sign-in").forms.first { $0.field("password") != nil }?.field("csrf_token")?.value
        let answer = try await client.post("/members", form: ["csrf_token": try #require(token)])
        #expect(answer.status == .seeOther)
        #expect(answer.location == "/user/sign-in")
    }

    @Test("begin under a new id, and an id that the client brought is not taken over")
    func newID() async throws {
        let site = try await TestSite()
        let client = try await site.member("ada")
        let first = client.cookies["session"]
        _ = try await client.signOut()
        _ = try await client.signIn("ada", "correct horse")
        #expect(client.cookies["session"] != first)
        let fixed = site.visitor()
        fixed.cookies["session"] = "chosen-by-the-attacker"
        _ = try await fixed.signIn("ada", "correct horse")
        #expect(fixed.cookies["session"] != "chosen-by-the-attacker")
        #expect(try await fixed.isMember())
    }

    @Test("are rows that hold a digest and not the id, with who and where")
    func rows() async throws {
        let site = try await TestSite()
        let client = site.visitor(at: "203.0.113.7")
        let page = try await client.get("/user/register")
        let token = try #require(page.forms.first { $0.field("password") != nil }?.field("csrf_token")?.value)
        _ = try await client.post(
            "/user/register", form: ["csrf_token": token, "username": "ada", "password": "correct horse"],
            headers: [.userAgent: String(repeating: "Browser ", count: 100)])
        #expect(
            try await site.text("SELECT length(id) || '|' || address || '|' || length(user_agent) FROM user_sessions")
                == "64|203.0.113.7|255")
        let cookie = try #require(client.cookies["session"])
        let id = try #require(try await site.text("SELECT id FROM user_sessions"))
        #expect(!cookie.contains(id))
    }

    @Test("end at sign-out: the old cookie, replayed, is dead")
    func signOut() async throws {
        let site = try await TestSite()
        let client = try await site.member("ada")
        let other = site.visitor()
        _ = try await other.signIn("ada", "correct horse")
        let old = client.cookies["session"]
        let answer = try await client.signOut()
        #expect(answer.status == .seeOther)
        #expect(answer.location == "/")
        #expect(try await client.get("/").visibleText.contains("You are signed out."))
        let thief = site.visitor()
        thief.cookies["session"] = old
        #expect(try await thief.isMember() == false)
        #expect(try await other.isMember())
        #expect(try await site.count("user_sessions") == 1)
    }

    @Test("end at sign-out also for somebody who was switched off meanwhile")
    func signOutOfDeactivated() async throws {
        let site = try await TestSite()
        let client = try await site.member("ada")
        let page = try await client.get("/members")
        let old = client.cookies["session"]
        try await site.execute("UPDATE users SET is_active = FALSE")
        #expect(try await client.submit(page, button: "Sign out").status == .seeOther)
        try await site.execute("UPDATE users SET is_active = TRUE")
        let thief = site.visitor()
        thief.cookies["session"] = old
        #expect(try await thief.isMember() == false)
        #expect(try await site.count("user_sessions") == 0)
    }

    @Test("are a hundred of one user at most: a new one ends the one that was not used for longest")
    func perUser() async throws {
        let site = try await TestSite()
        let clients = [try await site.member("ada"), site.visitor()]
        _ = try await clients[1].signIn("ada", "correct horse")
        try await site.engine.write { transaction in
            for number in 0..<98 {
                try transaction.execute(
                    "INSERT INTO user_sessions SELECT 'x' || ?, user_id, created_at, ?, expires_at, ends_at, FALSE, '', '', 0, 0 FROM user_sessions LIMIT 1",
                    [number, 2_000_000_000])
            }
            try transaction.execute(
                "UPDATE user_sessions SET last_seen_at = last_seen_at + 1 WHERE id NOT IN (SELECT * FROM (SELECT id FROM user_sessions LIMIT 1) AS one)"
            )
        }
        #expect(try await site.count("user_sessions") == 100)
        let third = site.visitor()
        _ = try await third.signIn("ada", "correct horse")
        #expect(try await site.count("user_sessions") == 100)
        #expect(try await third.isMember())
        #expect(try await [clients[0].isMember(), clients[1].isMember()].filter { $0 }.count == 1)
    }

    @Test("are not ended by looking at the sign-out page, nor by a form from elsewhere")
    func signOutNeedsAButton() async throws {
        let site = try await TestSite()
        let client = try await site.member("ada")
        let page = try await client.get("/user/sign-out")
        #expect(page.status == .ok)
        #expect(try await client.isMember())
        #expect(try await client.post("/user/sign-out").status == .forbidden)
        #expect(try await client.isMember())
        #expect(try await site.visitor().get("/user/sign-out").location == "/")
    }

    @Test(
        "end everywhere at the next request",
        arguments: ["deactivated", "password changed", "deleted", "set inactive by another program"])
    func endEverywhere(_ event: String) async throws {
        let site = try await TestSite()
        let clients = [try await site.member("ada"), site.visitor()]
        _ = try await clients[1].signIn("ada", "correct horse")
        let directory = site.accounts.directory(site.engine)
        switch event {
        case "deactivated": try await directory.deactivate("ADA")
        case "password changed": try await directory.setPassword(of: "ada", to: "another horse")
        case "deleted": try await site.execute("DELETE FROM users")
        default: try await site.execute("UPDATE users SET is_active = FALSE")
        }
        for client in clients {
            #expect(try await client.get("/").status == .ok)
            #expect(try await client.isMember() == false)
            #expect(try await client.get("/members").status == .seeOther)
        }
        // Deactivation ended them for good: switching the account on again does not bring them back.
        guard event == "deactivated" else { return }
        try await directory.activate("ada")
        for client in clients { #expect(try await client.isMember() == false) }
        #expect(try await site.visitor().signIn("ada", "correct horse").status == .seeOther)
    }

    @Test("of a deleted user never open the account that gets the same number", .onSQLite)
    func numberUsedAgain() async throws {
        let site = try await TestSite()
        let client = try await site.member("ada")
        // What a program without foreign keys leaves behind: the user is gone, the session's row is not. Then the number is given
        // to somebody else.
        let row = try await site.engine.read { try $0.query("SELECT * FROM user_sessions") }[0]
        try await site.execute("DELETE FROM users")
        try await site.execute("DROP TABLE user_sessions")
        try await site.execute("CREATE TABLE user_sessions (\(row.columns.joined(separator: ", ")))")
        let places = row.columns.map { _ in "?" }.joined(separator: ", ")
        try await site.execute("INSERT INTO user_sessions VALUES (\(places))", .positional(row.values))
        _ = try await site.member("eve")
        #expect(try await site.text("SELECT id || username FROM users") == "1eve")
        #expect(try await client.isMember() == false)
    }

    @Test("end when they are not used, and live on while they are")
    func idle() async throws {
        let site = try await TestSite { $0.sessionIdleTime = 3600 }
        let client = try await site.member("ada")
        for _ in 0..<5 {
            site.clock.advance(by: 3000)
            #expect(try await client.isMember())
        }
        site.clock.advance(by: 3601)
        #expect(try await client.isMember() == false)
        #expect(try await client.isMember() == false)
    }

    @Test("end after their lifetime however much they are used")
    func absolute() async throws {
        let site = try await TestSite {
            $0.sessionIdleTime = 3600
            $0.sessionLifetime = 7200
        }
        let client = try await site.member("ada")
        for _ in 0..<3 {
            site.clock.advance(by: 2000)
            #expect(try await client.isMember())
        }
        site.clock.advance(by: 1300)
        #expect(try await client.isMember() == false)
    }

    @Test("note their use once in five minutes: reading pages does not write")
    func touched() async throws {
        let site = try await TestSite()
        let client = try await site.member("ada")
        let seen = "SELECT (last_seen_at - created_at) || '' FROM user_sessions"
        site.clock.advance(by: 299)
        #expect(try await client.isMember())
        #expect(try await site.text(seen) == "0")
        site.clock.advance(by: 1)
        #expect(try await client.isMember())
        #expect(try await site.text(seen) == "300")
    }

    @Test("that are over are cleared away when somebody signs in")
    func cleared() async throws {
        let site = try await TestSite()
        for name in ["ada", "bob", "cleo"] { _ = try await site.member(name) }
        site.clock.advance(by: 3601)
        #expect(try await site.count("user_sessions") == 3)
        _ = try await site.visitor().signIn("ada", "correct horse")
        #expect(try await site.count("user_sessions") == 1)
    }

    @Test("are not opened by a changed, cut, empty, long or doubled cookie, and nothing breaks")
    func brokenCookies() async throws {
        let site = try await TestSite()
        let client = try await site.member("ada")
        let good = try #require(client.cookies["session"])
        var flipped = Array(good.utf8)
        flipped[40] = flipped[40] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        let broken = [
            "session=" + String(decoding: flipped, as: UTF8.self), "session=" + good.dropLast(3), "session=",
            "session=" + String(repeating: "A", count: 8192), "session=\(good); session=\(good)", "session=\(good)x",
        ]
        for cookie in broken {
            let answer = try await site.visitor().get("/members", headers: [.cookie: cookie])
            #expect(answer.status.code < 500)
            #expect(answer.status != .ok, "\(cookie.prefix(60))")
        }
        #expect(try await site.visitor().get("/members", headers: [.cookie: "session=\(good)"]).status == .ok)
    }

    @Test("are remembered on request, when the browser was closed and after days, until sign-out")
    func remembered() async throws {
        let site = try await TestSite()
        _ = try await site.member("ada")
        let client = site.visitor()
        let page = try await client.get("/user/sign-in")
        _ = try await client.submit(page, ["username": "ada", "password": "correct horse", "remember_me": "1"])
        let kept = try #require(client.cookies["remember"])
        client.cookies["session"] = nil
        site.clock.advance(by: 40 * 86_400)
        #expect(try await client.isMember())
        _ = try await client.signOut()
        #expect(client.cookies["remember"] == nil)
        let thief = site.visitor()
        thief.cookies["remember"] = kept
        #expect(try await thief.isMember() == false)
        thief.cookies["remember"] = "nonsense"
        #expect(try await thief.isMember() == false)
    }

    @Test("are not remembered by two cookies: one of them is somebody else's")
    func rememberedTwice() async throws {
        let site = try await TestSite()
        _ = try await site.member("ada")
        let client = site.visitor()
        let page = try await client.get("/user/sign-in")
        _ = try await client.submit(page, ["username": "ada", "password": "correct horse", "remember_me": "1"])
        let kept = try #require(client.cookies["remember"])
        #expect(try await site.visitor().get("/members", headers: [.cookie: "remember=\(kept)"]).status == .ok)
        let thief = site.visitor()
        for cookies in ["remember=\(kept); remember=x", "remember=x; remember=\(kept)", "remember=\(kept); remember=\(kept)"] {
            #expect(try await thief.get("/members", headers: [.cookie: cookies]).status == .seeOther, "\(cookies)")
        }
        #expect(try await thief.isMember() == false)
    }

    @Test("are not remembered unasked, nor where the settings forbid it")
    func notRemembered() async throws {
        let site = try await TestSite()
        let client = try await site.member("ada")
        #expect(client.cookies.names == ["session"])
        let strict = try await TestSite { $0.enableRememberMe = false }
        _ = try await strict.member("ada")
        let other = strict.visitor()
        let page = try await other.get("/user/sign-in")
        let token = try #require(page.forms.first { $0.field("password") != nil }?.field("csrf_token")?.value)
        _ = try await other.post(
            "/user/sign-in", form: ["csrf_token": token, "username": "ada", "password": "correct horse", "remember_me": "1"])
        #expect(try await other.isMember())
        #expect(other.cookies["remember"] == nil)
    }

    @Test("keep their pages out of every store, and strangers get no cookie")
    func headers() async throws {
        let site = try await TestSite()
        let client = try await site.member("ada")
        _ = try await client.get("/")
        for path in ["/", "/members", "/user/sign-out", "/nowhere"] {
            #expect(try await client.get(path).headers[.cacheControl]?.contains("no-store") == true, "\(path)")
        }
        #expect(try await site.visitor().get("/").headers[.setCookie] == nil)
    }

    @Test(
        "let nobody in while the database is gone, and say nothing of it",
        .enabled(if: TestDatabase.chosen != .bucket, "a bucket that is closed still reads from its memory"))
    func databaseGone() async throws {
        let site = try await TestSite()
        let client = try await site.member("ada")
        await site.engine.close()
        let answer = try await client.get("/members")
        #expect((500..<600).contains(answer.status.code))
        for word in ["SQL", "sqlite", "Member number", "user_sessions", "href=\"\""] {
            #expect(!answer.text.contains(word), "\(word)")
        }
        #expect(try await site.visitor().get("/").status == .ok)
    }

    @Test("never stand in a page, a link or a redirect")
    func noIDInPages() async throws {
        let site = try await TestSite()
        let client = try await site.member("ada")
        let cookie = try #require(client.cookies["session"])
        let id = try #require(try await site.text("SELECT id FROM user_sessions"))
        for path in ["/", "/members", "/user/sign-out", "/user/sign-in"] {
            let answer = try await client.get(path)
            for secret in [cookie, id] {
                #expect(!answer.text.contains(secret))
                #expect(answer.location?.contains(secret) != true)
            }
        }
    }

    @Test("stand in a cookie for this host over HTTPS only, out of reach for scripts", arguments: [true, false])
    func cookieAttributes(_ isSecure: Bool) async throws {
        let site = try await TestSite()
        let answer = try await site.visitor(isSecure: isSecure).register("ada", "correct horse")
        let cookie = try #require(answer.headers[values: .setCookie].first)
        #expect(cookie.hasPrefix(isSecure ? "__Host-session=" : "session="))
        #expect(cookie.contains("; Secure") == isSecure)
        for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] { #expect(cookie.contains(attribute)) }
        #expect(!cookie.contains("Domain"))
    }
}
