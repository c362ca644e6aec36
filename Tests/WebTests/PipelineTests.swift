import Database
import HTTP
import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import Web

@Suite("The way of a request")
struct PipelineTests {
    private enum Mark: ContextKey { typealias Value = String }

    private func site(configure: (inout SiteEnvironment) throws -> Void = { _ in }) throws -> TestSite {
        try TestSite(
            files: ["style.css": "css"],
            build: { site in
                site.middleware = [
                    { context, next in
                        context[Mark.self] = "outer"
                        var response = try await next(context)
                        response.headers[.server] = "marked"
                        return response
                    },
                    { context, next in
                        if context.query["stop"] != nil { throw HTTPError(.forbidden, "Stopped.") }
                        context[Mark.self] = (context[Mark.self] ?? "") + " inner"
                        return try await next(context)
                    },
                ]
                site.get("/") { context in context[Mark.self] ?? "none" }
                site.get("/who") { context in "\(context.clientAddress) \(context.isSecure) \(context.host ?? "-")" }
                site.get("/link") { context in try context.absoluteURL("/confirm") }
                site.get("/quiet", options: .quiet) { _ in "quiet" }
                site.get("/probe", options: .anyHost) { _ in "alive" }
                site.get("/reset/:token") { _ in "reset" }
                site.get("/traced") { context in context.trace == context.trace ? context.trace.traceparent : "changing" }
                site.get("/framed") { _ in Response(headers: [.contentSecurityPolicy: "sandbox"]) }
                site.get("/cached") { _ in Response(headers: [.cacheControl: "max-age=60"]) }
                site.get("/json") { _ in JSON(["b": 1, "a": 2], status: .created) }
                site.get("/stream") { _ in
                    StreamedAnswer(contentType: "text/csv; charset=utf-8") { writer in
                        try await writer.write(Array("a,".utf8))
                        try await writer.write(Array("b".utf8))
                    }
                }
            }, configure: configure)
    }

    @Test("middleware runs around routes and error pages, outermost first, and not around files")
    func middleware() async throws {
        let site = try site()
        #expect(await site.send(.get, "/").text == "outer inner")
        #expect(await site.send(.get, "/nowhere")["Server"] == "marked")
        #expect(await site.send(.get, "/style.css")["Server"] == nil)
        let stopped = await site.send(.get, "/?stop=1")
        #expect(stopped.status == .forbidden)
        #expect(stopped.text.contains("Stopped."))
    }

    @Test("in development an answer says where its time went, and in production nothing of the kind")
    func serverTiming() async throws {
        let build: (inout Site) -> Void = { site in
            site.get("/") { _ in "nothing" }
            site.get("/rows") { context in
                // The database of these tests is out of reach: that takes its time, too.
                for _ in 0..<2 { try? await context.database.read { _ in } }
                try? await context.database.write { _ in }
                return "rows"
            }
        }
        let site = try TestSite(.development, build: build)
        let plain = try #require(await site.send(.get, "/")["Server-Timing"])
        #expect(plain.wholeMatch(of: /total;dur=\d+\.\d/) != nil, "\(plain)")
        let rows = try #require(await site.send(.get, "/rows")["Server-Timing"])
        let form = /db-read;dur=\d+\.\d;desc="2 reads", db-write;dur=\d+\.\d;desc="1 write", total;dur=\d+\.\d/
        #expect(rows.wholeMatch(of: form) != nil, "\(rows)")
        let production = try TestSite(build: build)
        #expect(await production.send(.get, "/rows")["Server-Timing"] == nil)
    }

    @Test("every answer carries the security headers", arguments: ["/", "/nowhere", "/style.css", "/%00", "/quiet", "/link"])
    func headers(target: String) async throws {
        let response = await (try site()).send(.get, target)
        let policy = try #require(response["Content-Security-Policy"])
        for part in [
            "default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'",
        ] {
            #expect(policy.contains(part))
        }
        #expect(!policy.contains("unsafe"))
        #expect(response["X-Content-Type-Options"] == "nosniff")
        #expect(response["Referrer-Policy"] == "same-origin")
        #expect(response["Cross-Origin-Opener-Policy"] == "same-origin")
        #expect(response["Permissions-Policy"] != nil)
        #expect(response["Strict-Transport-Security"] == nil)
        #expect(response["Access-Control-Allow-Origin"] == nil)
        #expect(response["X-Request-ID"]?.isEmpty == false)
    }

    @Test("under TLS browsers are told to stay there for a year; what a handler sets stays")
    func own() async throws {
        let site = try site()
        #expect(await site.send(.get, "/", isSecure: true)["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains")
        #expect(await site.send(.get, "/framed")["Content-Security-Policy"] == "sandbox")
        #expect(await site.send(.get, "/cached", [("Cookie", "session=x")])["Cache-Control"] == "max-age=60")
        #expect(await site.send(.get, "/", [("Origin", "https://evil.example")])["Access-Control-Allow-Origin"] == nil)
    }

    @Test(
        "who asks is taken from the connection, and from a proxy only where it is trusted",
        arguments: [
            ("192.0.2.1", [("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Proto", "https")], "192.0.2.1 false -"),
            ("192.0.2.1", [("X-Real-IP", "1.2.3.4"), ("Forwarded", "for=1.2.3.4")], "192.0.2.1 false -"),
            ("10.1.2.3", [("X-Forwarded-For", "1.2.3.4")], "1.2.3.4 false -"),
            ("10.1.2.3", [("X-Forwarded-For", "6.6.6.6, 1.2.3.4, 10.9.9.9")], "1.2.3.4 false -"),
            // A comma divides, also where to Unicode it is one character with the mark behind it.
            ("10.1.2.3", [("X-Forwarded-For", "6.6.6.6,\u{301}, 1.2.3.4")], "1.2.3.4 false -"),
            ("10.1.2.3", [("X-Forwarded-For", "1.2.3.4,\u{301}")], "10.1.2.3 false -"),
            ("10.1.2.3", [("X-Forwarded-For", "nonsense")], "10.1.2.3 false -"),
            ("10.1.2.3", [("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "out.example")], "10.1.2.3 true out.example"),
            ("::ffff:10.1.2.3", [("X-Forwarded-For", "2001:db8::9")], "2001:db8::9 false -"),
            ("fd00::1", [("X-Forwarded-For", "1.2.3.4"), ("Forwarded", "for=6.6.6.6;proto=https")], "1.2.3.4 false -"),
        ])
    func proxies(peer: String, headers: [(String, String)], text: String) async throws {
        let site = try site { $0.trustedProxies = try TrustedProxies(["10.0.0.0/8", "fd00::/8"]) }
        #expect(await site.send(.get, "/who", headers, from: peer).text == text)
    }

    @Test("a Unix socket's peer is trusted where the settings say so, and not because everybody is")
    func unixSocket() async throws {
        let headers = [("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Proto", "https")]
        let trusting = try site { $0.trustedProxies = try TrustedProxies(["unix"]) }
        #expect(await trusting.send(.get, "/who", headers, from: "/run/site.sock").text == "1.2.3.4 true -")
        #expect(await trusting.send(.get, "/who", headers, from: "192.0.2.1").text == "192.0.2.1 false -")
        let other = try site { $0.trustedProxies = try TrustedProxies(["0.0.0.0/0", "::/0"]) }
        #expect(await other.send(.get, "/who", headers, from: "/run/site.sock").text == "/run/site.sock false -")
    }

    @Test("Forwarded is read where the proxies speak that, and nothing else then")
    func forwarded() async throws {
        let site = try site { $0.trustedProxies = try TrustedProxies(["10.0.0.0/8"], fields: .forwarded) }
        let value = "for=6.6.6.6, for=\"[2001:db8::9]:4711\";proto=https;host=out.example, for=10.0.0.2"
        let response = await site.send(.get, "/who", [("Forwarded", value), ("X-Forwarded-For", "7.7.7.7")], from: "10.0.0.1")
        #expect(response.text == "2001:db8::9 true out.example")
    }

    @Test(
        "a range is an address and a length; anything else is refused",
        arguments: ["10.0.0.0/33", "10.0.0/8", "x", "", "::/129", "1.2.3.4/+8"])
    func badRange(text: String) {
        #expect(throws: TrustedProxies.Invalid.self) { try TrustedProxies([text]) }
    }

    @Test(
        "ranges contain what they should",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.128.0.0/9", "10.127.0.1", false),
            ("0.0.0.0/0", "1.2.3.4", true), ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false),
            ("2001:db8::/32", "2001:db8:1::", true), ("2001:db8::/32", "10.0.0.1", false), ("10.0.0.0/8", "", false),
            ("10.0.0.0/8", "/run/site.sock", false),
        ])
    func ranges(range: String, address: String, isIn: Bool) throws {
        #expect(try #require(AddressRange(range)).contains(address) == isIn)
    }

    @Test("a request's id comes from a trusted proxy or is new")
    func requestID() async throws {
        let site = try site { $0.trustedProxies = try TrustedProxies(["10.0.0.1"]) }
        let given = [("X-Request-ID", "abc-123")]
        #expect(await site.send(.get, "/", given, from: "10.0.0.1")["X-Request-ID"] == "abc-123")
        #expect(await site.send(.get, "/", given)["X-Request-ID"] != "abc-123")
        #expect(await site.send(.get, "/", [("X-Request-ID", "a b")], from: "10.0.0.1")["X-Request-ID"] != "a b")
        let first = await site.send(.get, "/")["X-Request-ID"]
        #expect(await site.send(.get, "/")["X-Request-ID"] != first)
    }

    @Test("a host is well-formed, and one of the allowed ones where there are any")
    func hosts() async throws {
        let open = try site()
        for host in ["here.example", "here.example:8080", "[::1]:5000", "127.0.0.1"] {
            #expect(await open.send(.get, "/", [("Host", host)]).status == .ok, "\(host)")
        }
        for host in ["a b", "a/b", "a@b", "a:b", "", "[x]", "a,b", "<script>"] {
            #expect(await open.send(.get, "/", [("Host", host)]).status == .badRequest, "\(host)")
        }
        let closed = try site { $0.allowedHosts = ["here.example"] }
        #expect(await closed.send(.get, "/", [("Host", "HERE.example")]).status == .ok)
        for target in ["/", "/nowhere", "/style.css"] {
            #expect(await closed.send(.get, target, [("Host", "evil.example")]).status == .misdirectedRequest)
        }
        #expect(await closed.send(.get, "/probe", [("Host", "10.0.0.7")]).text == "alive")
    }

    @Test("a foreign host never lands in a link")
    func links() async throws {
        let evil = [("Host", "evil.example")]
        #expect(await (try site()).send(.get, "/link", evil).status == .internalServerError)
        let named = try site { $0.baseURL = "https://here.example" }
        #expect(await named.send(.get, "/link", evil).text == "https://here.example/confirm")
        let listed = try site { $0.allowedHosts = ["here.example"] }
        #expect(
            await listed.send(.get, "/link", [("Host", "here.example")], isSecure: true).text == "https://here.example/confirm")
        let local = try site { $0.mode = .development }
        #expect(await local.send(.get, "/link", [("Host", "127.0.0.1:5000")]).text == "http://127.0.0.1:5000/confirm")
        #expect(await local.send(.get, "/link", evil).status == .internalServerError)
    }

    @Test("each request is one line, without query, secrets and line breaks")
    func accessLog() async throws {
        let site = try site()
        let response = await site.send(.get, "/?password=hidden", [("Cookie", "session=hidden")])
        _ = await site.send(.get, "/reset/hidden")
        _ = await site.send(.get, "/quiet")
        _ = await site.send(.get, "/style.css")
        _ = await site.send(.get, "/nowhere%0Aforged")
        let lines = site.log.all
        #expect(lines.count == 4)
        #expect(!lines.contains { $0.contains("hidden") || $0.contains("\n") })
        #expect(lines[0].contains("bytes=11 client=192.0.2.1 method=GET ms="))
        #expect(lines[0].contains("path=/ request_id=\(response["X-Request-ID"] ?? "none") status=200"))
        #expect(lines[1].contains("path=/reset/:token"))
        #expect(lines[2].contains("path=/style.css") && lines[2].contains("bytes=3"))
        #expect(lines[3].contains("path=/nowhere%0Aforged") && lines[3].contains("status=400"))
    }

    @Test("a slow request is a warning, also of a quiet route; a fast one of a quiet route is not told of")
    func slowRequests() async throws {
        let slow = try site { $0.slowRequest = .zero }
        _ = await slow.send(.get, "/quiet")
        _ = await slow.send(.get, "/reset/hidden")
        #expect(slow.log.all.map { $0.prefix(20) } == ["warning slow request", "warning slow request"])
        #expect(!slow.log.all.contains { $0.contains("hidden") })
        let never = try site { $0.slowRequest = nil }
        _ = await never.send(.get, "/quiet")
        _ = await never.send(.get, "/")
        #expect(never.log.all.map { $0.prefix(12) } == ["info request"])
    }

    @Test("a trace that came with a request is in its line, and goes on under its own step")
    func trace() async throws {
        let site = try site()
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let went = await site.send(.get, "/traced", [("traceparent", parent)]).text
        #expect(went.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-") && went.hasSuffix("-01") && went != parent)
        let span = String(went.dropFirst(36).prefix(16))
        let line = site.log.all[0]
        #expect(line.contains("span_id=\(span)") && line.contains("trace_id=4bf92f3577b34da6a3ce929d0e0e4736"))
        let other = await site.send(.get, "/traced").text
        #expect(other.utf8.count == 55 && !site.log.all[1].contains("trace_id"))
    }

    @Test("answers of every kind")
    func kinds() async throws {
        let site = try site()
        let json = await site.send(.get, "/json")
        #expect(json.status == .created)
        #expect(json.text == #"{"a":2,"b":1}"#)
        #expect(json["Content-Type"] == "application/json; charset=utf-8")
        let stream = await site.send(.get, "/stream")
        #expect(try await stream.bytes() == Array("a,b".utf8))
        #expect(await site.send(.get, "/")["Content-Type"] == "text/plain; charset=utf-8")
    }
}
