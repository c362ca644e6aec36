import HTTP
import HTTPTypes
import Synchronization
import Testing

@testable import Web

@Suite("CSRF")
struct CSRFTests {
    private let changes = Counter()

    private func site(configure: (inout SiteEnvironment) throws -> Void = { _ in }) throws -> TestSite {
        try TestSite(
            build: { [changes] site in
                site.get("/token") { context in context.csrfToken }
                for method: HTTPRequest.Method in [.post, .put, .patch, .delete] {
                    site.add(
                        Route(method, "/change") { _ in
                            changes.add()
                            return "changed"
                        })
                }
                site.post("/hook", options: .stateless) { _ in "hooked" }
            }, configure: configure)
    }

    @Test("a form with the token of its page is accepted")
    func accepted() async throws {
        let visitor = Visitor(try site())
        #expect(await visitor.post("/change", tokenFrom: "/token").text == "changed")
        let token = await visitor.get("/token").text
        #expect(await visitor.send(.delete, "/change", [("X-CSRF-Token", token)]).text == "changed")
        #expect(await visitor.send(.put, "/change", [("X-CSRFToken", token)]).text == "changed")
    }

    @Test("a page with a token is stored nowhere, starts a session, and looks different each time")
    func masked() async throws {
        let visitor = Visitor(try site())
        let first = await visitor.get("/token")
        let second = await visitor.get("/token")
        #expect(first["Cache-Control"] == "no-store")
        #expect(first.headers[.setCookie] != nil)
        #expect(second.headers[.setCookie] == nil)
        #expect(first.text != second.text)
        #expect(await visitor.post("/change", "csrf_token=\(first.text)").text == "changed")
    }

    @Test(
        "without a good token nothing changes and the page says what to do",
        arguments: ["", "csrf_token=", "csrf_token=x", "csrf_token=" + String(repeating: "A", count: 64), "token=x"])
    func refused(form: String) async throws {
        let visitor = Visitor(try site())
        _ = await visitor.get("/token")
        for visitor in [visitor, Visitor(visitor.site)] {
            let response = await visitor.post("/change", form)
            #expect(response.status == .forbidden)
            #expect(response.text.contains("Go back, reload the page and send it again."))
        }
        #expect(changes.value == 0)
    }

    @Test("another visitor's token is refused, and a token without its cookie")
    func foreignToken() async throws {
        let site = try site()
        let token = await Visitor(site).get("/token").text
        let other = Visitor(site)
        _ = await other.get("/token")
        #expect(await other.post("/change", "csrf_token=\(token)").status == .forbidden)
        #expect(await Visitor(site).post("/change", "csrf_token=\(token)").status == .forbidden)
        #expect(changes.value == 0)
    }

    @Test("a token has an age")
    func age() async throws {
        let visitor = Visitor(try site { $0.csrfLifetime = 100 })
        let token = await visitor.get("/token").text
        visitor.site.advance(99)
        #expect(await visitor.post("/change", "csrf_token=\(token)").status == .ok)
        visitor.site.advance(2)
        #expect(await visitor.post("/change", "csrf_token=\(token)").status == .forbidden)
    }

    @Test(
        "a request that the browser says comes from elsewhere is refused, good token or not",
        arguments: [
            ("Sec-Fetch-Site", "cross-site", false), ("Sec-Fetch-Site", "same-site", false),
            ("Sec-Fetch-Site", "same-origin", true), ("Sec-Fetch-Site", "none", true),
            ("Origin", "https://evil.example", false), ("Origin", "null", false), ("Origin", "", false),
            ("Origin", "https://here.example.evil.example", false), ("Origin", "https://evilhere.example", false),
            ("Origin", "http://here.example:8080", false), ("Origin", "http://here.example", true),
            ("Origin", "https://HERE.example", true),
        ])
    func origin(name: String, value: String, isAccepted: Bool) async throws {
        let visitor = Visitor(try site())
        let token = await visitor.get("/token").text
        let response = await visitor.send(.post, "/change", [("X-CSRF-Token", token), (name, value)])
        #expect(response.status == (isAccepted ? .ok : .forbidden))
        #expect(changes.value == (isAccepted ? 1 : 0))
    }

    @Test("JSON needs none without a session cookie, and needs one with it; a bearer token never does")
    func programs() async throws {
        let visitor = Visitor(try site())
        let json = [("Content-Type", "application/json")]
        let bearer = [("Authorization", "Bearer abc")]
        #expect(await visitor.send(.post, "/change", json, body: "{}").status == .ok)
        #expect(await visitor.send(.delete, "/change", bearer).status == .ok)
        let token = await visitor.get("/token").text
        #expect(await visitor.send(.post, "/change", json, body: "{}").status == .forbidden)
        #expect(await visitor.send(.delete, "/change", bearer).status == .ok)
        #expect(await visitor.send(.delete, "/change", bearer + [("Origin", "https://evil.example")]).status == .forbidden)
        #expect(await visitor.send(.post, "/change", json + [("X-CSRF-Token", token)], body: "{}").status == .ok)
        #expect(await visitor.site.send(.post, "/change", json + [("Cookie", "session=forged")], body: "{}").status == .forbidden)
    }

    @Test("a token in the query counts for nothing; a method in a header or a field neither")
    func elsewhere() async throws {
        let visitor = Visitor(try site())
        let token = await visitor.get("/token").text
        #expect(await visitor.post("/change?csrf_token=\(token)", "a=b").status == .forbidden)
        #expect(await visitor.send(.get, "/token", [("X-HTTP-Method-Override", "DELETE")]).status == .ok)
        #expect(changes.value == 0)
    }

    @Test("a stateless route knows neither session nor token")
    func stateless() async throws {
        let response = await (try site()).send(
            .post, "/hook", [("Cookie", "session=x"), ("Origin", "https://elsewhere.example")])
        #expect(response.text == "hooked")
        #expect(response["Cache-Control"] == nil)
    }
}

final class Counter: Sendable {
    private let count = Atomic(0)
    var value: Int { count.load(ordering: .relaxed) }
    func add() { count.add(1, ordering: .relaxed) }
}
