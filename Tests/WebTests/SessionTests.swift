import HTTP
import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import Web

@Suite("Sessions")
struct SessionTests {
    private func site(configure: (inout SiteEnvironment) throws -> Void = { _ in }) throws -> TestSite {
        try TestSite(
            build: { site in
                site.get("/") { _ in "plain" }
                site.get("/read") { context in context.session.values["name"] ?? "nobody" }
                site.get("/write") { context in
                    context.session.values["name"] = "ada"
                    return "written"
                }
                site.get("/clear") { context in
                    context.session = Session()
                    return "cleared"
                }
                site.get("/renew") { context in
                    context.session.token = "another"
                    return "renewed"
                }
            }, configure: configure)
    }

    @Test("a visitor gets no cookie until one is needed, and then one that scripts can't read")
    func needed() async throws {
        let site = try site()
        #expect(await site.send(.get, "/").headers[.setCookie] == nil)
        #expect(await site.send(.get, "/read").headers[.setCookie] == nil)
        let cookie = try #require(await site.send(.get, "/write").headers[.setCookie])
        #expect(cookie.hasPrefix("session="))
        #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Lax"))
        #expect(!cookie.contains("ada"))
    }

    @Test("under TLS the cookie is Secure and bound to the host by its name")
    func secure() async throws {
        let cookie = try #require(await site().send(.get, "/write", isSecure: true).headers[.setCookie])
        #expect(cookie.hasPrefix("__Host-session="))
        #expect(cookie.contains("; Path=/; Secure; HttpOnly; SameSite=Lax"))
        #expect(!cookie.contains("Domain"))
    }

    @Test("the cookie is sent again only when the session changed, and deleted when it is empty")
    func onlyWhenChanged() async throws {
        let visitor = Visitor(try site())
        _ = await visitor.get("/write")
        let read = await visitor.get("/read")
        #expect(read.text == "ada")
        #expect(read.headers[.setCookie] == nil)
        #expect(await visitor.get("/write").headers[.setCookie] == nil)
        #expect(await visitor.get("/clear").headers[.setCookie] == "session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
        #expect(await visitor.get("/read").text == "nobody")
    }

    @Test(
        "a cookie that was changed, cut, made up or blown up is no session and no error",
        arguments: ["", "x", "AAAA", "%00", "\"\"", "{\"name\":\"ada\"}"])
    func madeUp(value: String) async throws {
        let response = await (try site()).send(.get, "/read", [("Cookie", "session=\(value)")])
        #expect(response.status == .ok)
        #expect(response.text == "nobody")
    }

    @Test("a flip of any one character of the cookie ends the session")
    func tampered() async throws {
        let visitor = Visitor(try site())
        _ = await visitor.get("/write")
        let value = try #require(visitor.cookies.withLock { $0["session"] })
        for index in value.indices.dropLast() {
            let other: Character = value[index] == "A" ? "B" : "A"
            let changed = value.replacingCharacter(at: index, with: other)
            #expect(await visitor.site.send(.get, "/read", [("Cookie", "session=\(changed)")]).text == "nobody")
        }
        #expect(await visitor.site.send(.get, "/read", [("Cookie", "session=\(value)")]).text == "ada")
    }

    @Test("two session cookies are none, in one line or in two")
    func doubled() async throws {
        let visitor = Visitor(try site())
        _ = await visitor.get("/write")
        let value = try #require(visitor.cookies.withLock { $0["session"] })
        let oneLine = await visitor.site.send(.get, "/read", [("Cookie", "session=\(value); session=\(value)")])
        let twoLines = await visitor.site.send(.get, "/read", [("Cookie", "session=\(value)"), ("Cookie", "session=evil")])
        #expect(oneLine.text == "nobody")
        #expect(twoLines.text == "nobody")
    }

    @Test("a session ends at its age, however much it was used; a new token begins a new age")
    func age() async throws {
        let visitor = Visitor(try site { $0.sessionLifetime = 100 })
        _ = await visitor.get("/write")
        visitor.site.advance(60)
        _ = await visitor.get("/renew")
        visitor.site.advance(60)
        #expect(await visitor.get("/read").text == "ada")
        visitor.site.advance(40)
        #expect(await visitor.get("/read").text == "nobody")
    }

    @Test("answers to a visitor with a session are not stored anywhere; others say what they depend on")
    func caching() async throws {
        let visitor = Visitor(try site())
        #expect(await visitor.get("/")["Cache-Control"] == nil)
        #expect(await visitor.get("/read")["Vary"] == "Cookie")
        #expect(await visitor.get("/write")["Cache-Control"] == "no-store")
        for path in ["/", "/read", "/nowhere", "/read/"] {
            #expect(await visitor.get(path)["Cache-Control"] == "no-store", "\(path)")
        }
    }

    @Test("what a browser would not keep is not sent")
    func tooLarge() async throws {
        let site = try TestSite { site in
            site.get("/flash") { context in
                for number in 0..<100 { context.flash("\(number) " + String(repeating: "x", count: 100)) }
                return "flashed"
            }
            site.get("/show") { context in context.takeFlashes().last?.text ?? "none" }
            site.get("/value") { context in
                context.session.values["much"] = String(repeating: "x", count: 5000)
                return "kept?"
            }
        }
        let visitor = Visitor(site)
        let cookie = try #require(await visitor.get("/flash").headers[.setCookie])
        #expect(cookie.utf8.count < 4096)
        #expect(await visitor.get("/show").text.hasPrefix("99 "))
        #expect(await Visitor(site).get("/value").headers[.setCookie] == nil)
        #expect(site.log.all.contains { $0.contains("session not kept") })
    }

    @Test("a stored session reads back as it was, and nothing else is one")
    func coding() {
        var session = Session()
        session.token = "token"
        session.csrfSecret = "secret"
        session.flashes = [Flash("ü €", .warning), Flash("", .info)]
        session.values = ["a": "1", "": "empty", "long": String(repeating: "é", count: 300)]
        let stored = StoredSession(session: session, issuedAt: 1_800_000_000.25)
        let bytes = stored.bytes
        #expect(StoredSession(bytes: bytes) == stored)
        for count in bytes.indices { #expect(StoredSession(bytes: Array(bytes.prefix(count))) == nil) }
        #expect(StoredSession(bytes: bytes + [0]) == nil)
    }
}

extension String {
    func replacingCharacter(at index: Index, with character: Character) -> String {
        self[..<index] + String(character) + self[self.index(after: index)...]
    }
}
