import Database
import HTTP
import HTTPTypes
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Web

@Suite("Error pages")
struct ErrorPageTests {
    private struct Outer: Error { let reason: any Error }
    private struct Leak: Error, CustomStringConvertible { let description = "<secret> /srv/site/users.sqlite" }

    private func site(_ mode: SiteEnvironment.Mode = .production, templates: [String: String] = [:]) throws -> TestSite {
        try TestSite(mode, templates: templates) { site in
            site.pageVariables = [
                { context in
                    if context.query["variables"] == "broken" { throw Leak() }
                    return ["user": "Ada"]
                }
            ]
            site.get("/leak") { _ in throw Leak() }
            site.get("/database") { context in try await context.database.read { _ in "never" } }
            site.get("/busy") { _ in throw DatabaseError(.busy, "locked") }
            site.get("/unknown") { _ in throw DatabaseError(.outcomeUnknown, "lost", sql: "SELECT secret") }
            site.get("/statement") { _ in throw DatabaseError(.other, "no", sql: "SELECT 1 < 2") }
            site.get("/wrapped") { _ in throw Outer(reason: Leak()) }
            site.get("/deep") { context in
                context.logger.info("looking", metadata: ["for": "<it>"])
                throw Leak()
            }
            site.get("/two") { _ in Page("two") }
            site.get("/teapot") { _ in throw HTTPError(.tooManyRequests, "Slow <down>.", headers: [.retryAfter: "30"]) }
            site.get("/wrong") { _ in throw HTTPError(.unprocessableContent) }
            site.get("/refused") { _ in throw Refusal(Redirect("/sign-in")) }
            site.get("/status") { _ in HTTPResponse.Status.forbidden }
        }
    }

    @Test(
        "in production an error has its status and words, and shows nothing of the inside",
        arguments: [
            ("/leak", 500, "Something went wrong", nil), ("/database", 503, "The database can&#39;t be reached.", "7"),
            ("/busy", 503, "The database is busy.", "1"), ("/unknown", 503, "It is not known whether this was saved.", "2"),
            ("/teapot", 429, "Slow &lt;down&gt;.", "30"), ("/status", 403, "You may not see or do this.", nil),
            ("/wrong", 422, "Something in what was sent is missing or wrong.", nil),
            ("/nowhere/%3Cscript%3E", 404, "There is nothing at this address.", nil),
        ] as [(String, Int, String, String?)])
    func production(target: String, status: Int, text: String, retryAfter: String?) async throws {
        let response = await (try site()).send(.get, target)
        #expect(response.status.code == status)
        #expect(response.text.contains(text))
        #expect(response["Content-Type"] == "text/html; charset=utf-8")
        #expect(response["Retry-After"] == retryAfter)
        #expect(response["Content-Security-Policy"]?.contains("object-src 'none'") == true)
        for secret in ["secret", "sqlite", "Leak", "SELECT", "<script>"] { #expect(!response.text.contains(secret)) }
    }

    @Test("what failed is in the log, with the request's id")
    func logged() async throws {
        let site = try site()
        let response = await site.send(.get, "/leak")
        let id = try #require(response["X-Request-ID"])
        #expect(response.text.contains(id))
        #expect(
            site.log.all.contains {
                $0.hasPrefix("error request failed") && $0.contains("users.sqlite") && $0.contains("route=/leak")
            })
        #expect(await site.send(.get, "/nowhere").status == .notFound)
        #expect(site.log.all.filter { $0.hasPrefix("error") }.count == 1)
    }

    @Test("in development the page tells type, message, route and request, escaped, under a policy of its own")
    func development() async throws {
        let response = await (try site(.development)).send(.get, "/leak?token=hidden", [("Cookie", "session=hidden")])
        #expect(response.status == .internalServerError)
        for text in ["Leak", "&lt;secret&gt; /srv/site/users.sqlite", "GET /leak", response["X-Request-ID"] ?? "none"] {
            #expect(response.text.contains(text))
        }
        #expect(!response.text.contains("hidden"))
        #expect(response["Content-Security-Policy"]?.hasPrefix("default-src 'none'; style-src 'sha256-") == true)
        #expect(await (try site(.development)).send(.get, "/teapot").text.contains("Slow &lt;down&gt;."))
    }

    @Test("in development the page shows where the handler is, the names of the query, and the failing lines or statement")
    func evidence() async throws {
        let site = try site(.development, templates: ["two": "fine\n{{fine}}"])
        let text = await site.send(.get, "/leak?token=hidden&b=1").text
        #expect(text.contains("<dd>WebTests/ErrorPageTests.swift:") && text.contains("GET /leak?token=…&amp;b=…"))
        #expect(await site.send(.get, "/statement").text.contains("<pre>SELECT 1 &lt; 2</pre>"))
        try site.write("Templates/two.mustache", "one\ntwo\n{{#three}}\nfour")
        #expect(await site.send(.get, "/two").text.contains("2  two\n<mark>3  {{#three}}</mark>\n4  four</pre>"))
    }

    /// The first line of what a heading stands above.
    private func first(below heading: String, in page: String) throws -> Substring {
        let start = try #require(page.firstRange(of: "<h2>\(heading)</h2><pre>")).upperBound
        return page[start...].prefix { $0 != "\n" }
    }

    @Test("in development the page shows what the request had passed, what the error wraps, and what was logged")
    func way() async throws {
        let site = try site(.development)
        let deep = await site.send(.get, "/deep").text
        #expect(deep.contains("<dd>CSRF check</dd>"))
        #expect(try first(below: "Logged by this request", in: deep) == "info looking for=&lt;it&gt;")
        let wrapped = await site.send(.get, "/wrapped").text
        #expect(try first(below: "Caused by", in: wrapped) == "Leak: &lt;secret&gt; /srv/site/users.sqlite</pre>")
        let production = await (try self.site()).send(.get, "/deep").text
        #expect(!production.contains("CSRF check") && !production.contains("looking"))
    }

    @Test("of several ways to an error the one by the site's own lines is shown, without the server that called it")
    func ways() throws {
        func frame(_ file: String, isOwn: Bool = false) -> ThrowTrace.Frame {
            .init(file: file, line: 1, source: nil, isOwn: isOwn)
        }
        let loop = frame("/src/Sources/HTTPServer/EventLoop+jobs.swift")
        let resumed = ThrowTrace.withoutCallers([loop, frame("/src/Sources/HTTPServer/EventLoop.swift")])
        let kit = ThrowTrace.withoutCallers([frame("/src/Sources/Database/Rows.swift"), loop])
        let own = ThrowTrace.withoutCallers([
            frame("/src/Sources/Database/Rows.swift"), frame("Sources/MySite/Notes.swift", isOwn: true),
            frame("/src/Sources/Web/RunningSite.swift"), loop,
        ])
        #expect(resumed.isEmpty && kit.count == 1)
        #expect(own.map(\.place) == ["/src/Sources/Database/Rows.swift:1", "Sources/MySite/Notes.swift:1"])
        #expect(ThrowTrace.best(of: [resumed, kit, own])?.count == 2)
        #expect(ThrowTrace.best(of: [resumed, kit])?.count == 1)
        #expect(ThrowTrace.best(of: [resumed]) == nil)
    }

    private func asked(_ path: String, of site: TestSite) async -> String { await site.send(.get, path).text }

    private func deep() throws -> String { throw Leak() }
    private func late() async throws -> String {
        await Task.yield()
        return try deep()
    }
    private func typed() throws(Outer) -> String { throw Outer(reason: Leak()) }

    @Test("in development the page and the log show where an error was thrown, and the site's lines on the way there")
    func thrownAt() async throws {
        let (deepLine, lateLine, typedLine) = (#line - 9, #line - 6, #line - 4)
        let site = try TestSite(.development) { site in
            site.get("/sync") { _ in try deep() }
            site.get("/late") { _ in try await late() }
            site.get("/typed") { _ in try typed() }
        }
        let here = "Tests/WebTests/ErrorPageTests.swift"
        for _ in 1...2 {
            let sync = await asked("/sync", of: site)
            #expect(sync.contains("Thrown at"))
            #expect(sync.contains("<mark>\(here):\(deepLine)  private func deep() throws -&gt; String { throw Leak() }</mark>"))
            #expect(!sync.contains("TestSite.swift") && !sync.contains("RunningSite.swift"), "only what the site's people wrote")
            #expect(sync.contains("\(here):\(typedLine + 6)  site.get(&quot;/sync&quot;)"))
            let late = await asked("/late", of: site)
            #expect(late.contains("\(here):\(deepLine)") && late.contains("\(here):\(lateLine)"))
            #expect(await asked("/typed", of: site).contains("<mark>\(here):\(typedLine)  private func typed()"))
        }
        #expect(site.log.all.contains { $0.contains("thrown_at=\(here):\(deepLine)") })
    }

    @Test("a mistake in an included template is shown with its column, and the way from the page to it")
    func includeChain() async throws {
        let site = try site(
            .development, templates: ["two": "{{<layout}}{{/layout}}", "layout": "a\n  {{>part}}", "part": "fine"])
        try site.write("Templates/part.mustache", "one\n12 {{#open}}")
        let text = await site.send(.get, "/two").text
        #expect(text.contains("/part.mustache, line 2, column 4</h2>"))
        #expect(try first(below: "Included by", in: text).hasSuffix("/two.mustache:1:1 includes layout"))
        #expect(text.contains("/layout.mustache:2:3 includes part</pre>"))
        try site.write("Templates/part.mustache", "{{>layout}}")
        #expect(await site.send(.get, "/two").text.contains("/part.mustache:1:1 includes layout</pre>"))
    }

    @Test("a site's own page is used, without the site's variables where those fail, and the plain one where it fails too")
    func own() async throws {
        let site = try site(templates: ["error": "{{status}} {{title}} {{message}} {{user}}"])
        #expect(await site.send(.get, "/nowhere").text == "404 Not found There is nothing at this address. Ada")
        #expect(await site.send(.get, "/nowhere?variables=broken").text == "404 Not found There is nothing at this address. ")
        #expect(await site.send(.get, "/database").text.hasSuffix("in a moment. "))
        #expect(site.engine.questions.load(ordering: .relaxed) == 1)
    }

    @Test("a program that asks for JSON gets problem details")
    func problem() async throws {
        let response = await (try site()).send(.get, "/nowhere", [("Accept", "application/json")])
        #expect(response.status == .notFound)
        #expect(response["Content-Type"] == "application/problem+json")
        #expect(response.text.contains("\"status\":404"))
        #expect(
            await (try site()).send(.get, "/nowhere", [("Accept", "text/html, */*;q=0.8")])["Content-Type"]
                == "text/html; charset=utf-8")
    }

    @Test("a refusal is its answer")
    func refusal() async throws {
        let response = await (try site()).send(.get, "/refused")
        #expect(response.status == .seeOther)
        #expect(response["Location"] == "/sign-in")
    }
}
