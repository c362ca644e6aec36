import FoundationEssentials
import HTTP
import HTTPServer
import HTTPTypes
import Logging
import Testing
import Web

@testable import SatchelTesting

@Suite("The test client")
struct TestClientTests {
    /// Tells back what it was sent.
    private static let echo: Handler = { request in
        switch request.path {
        case "/redirect":
            var response = Response(status: .seeOther)
            response.headers[.location] = "/echo?from=redirect"
            response.headers.append(HTTPField(name: .setCookie, value: "a=1; Path=/; HttpOnly"))
            response.headers.append(HTTPField(name: .setCookie, value: "b=2; Path=/"))
            return response
        case "/loop":
            return Response(status: .found, headers: [.location: "/loop"])
        case "/away":
            return Response(status: .found, headers: [.location: "https://elsewhere.example/"])
        case "/forget":
            return Response(status: .ok, headers: [.setCookie: "a=; Max-Age=0; Path=/"])
        case "/upload":
            let form = "<form method=post action=/echo enctype=multipart/form-data>"
            return .text(form + "<label>Photo <input type=file name=p></label></form> <a href='/echo?of=a'>An <b>a</b></a>")
        case "/events":
            return Response(
                body: .stream(length: nil) { writer in
                    for part in [": hello\n\nid: 1\nda", "ta: one\r\n\r\nevent: e\ndata: two\ndata: lines\n\n"] {
                        try await writer.write(Array(part.utf8))
                    }
                    await writer.untilStopping()
                })
        case "/stream":
            return Response(
                body: .stream(length: nil) { writer in
                    for part in ["one ", "two ", "three"] { try await writer.write(Array(part.utf8)) }
                })
        case "/form":
            return .text(
                "<form method=post action=/echo><input type=hidden name=t value=1><label>Name <input name=n></label></form>",
                contentType: "text/html; charset=utf-8")
        default:
            let body = (try? await request.body.collect(upTo: 1 << 20)) ?? []
            let cookie = request.headers[.cookie] ?? "none"
            return .text("\(request.method) \(request.target) cookie:\(cookie) body:\(String(decoding: body, as: UTF8.self))")
        }
    }

    /// The same test in process and over a live socket.
    private func withClient(_ transport: TestSite.Transport, _ test: (TestClient) async throws -> Void) async throws {
        switch transport {
        case .inProcess: try await test(TestClient(Self.echo))
        case .socket:
            let server = Server([.tcp(host: "127.0.0.1", port: 0)], logger: Logger(label: "test"), handler: Self.echo)
            let addresses = try await server.start()
            try await test(TestClient(server: addresses[0]))
            await server.stop()
        }
    }

    @Test("redirects are followed with the cookies that they set", arguments: TestSite.Transport.allCases)
    func redirects(over transport: TestSite.Transport) async throws {
        try await withClient(transport) { client in
            let stopped = try await client.get("/redirect", redirects: .stop)
            #expect(stopped.status == .seeOther && stopped.location == "/echo?from=redirect")
            let followed = try await client.post("/redirect", form: ["x": "y"])
            #expect(followed.text == "GET /echo?from=redirect cookie:a=1; b=2 body:")
            #expect(followed.target == "/echo?from=redirect")
            #expect(try await client.get("/away").status == .found)
            await #expect(throws: TestFailure.self) { try await client.get("/loop") }
        }
    }

    @Test("a form is filled by its labels and sent with its hidden fields", arguments: TestSite.Transport.allCases)
    func forms(over transport: TestSite.Transport) async throws {
        try await withClient(transport) { client in
            let page = try await client.get("/form")
            let answer = try await client.submit(page, ["Name": "a&b ö"])
            #expect(answer.text == "POST /echo cookie:none body:t=1&n=a%26b+%C3%B6")
        }
    }

    @Test("cookies are forgotten when the site says so", arguments: TestSite.Transport.allCases)
    func cookies(over transport: TestSite.Transport) async throws {
        try await withClient(transport) { client in
            try await client.get("/redirect", redirects: .stop)
            #expect(client.cookies["a"] == "1" && client.cookies.names == ["a", "b"])
            try await client.get("/forget")
            #expect(client.cookies.names == ["b"])
        }
    }

    @Test("a streamed answer arrives whole", arguments: TestSite.Transport.allCases)
    func streams(over transport: TestSite.Transport) async throws {
        try await withClient(transport) { client in
            let answer = try await client.get("/stream")
            #expect(answer.text == "one two three")
        }
    }

    @Test("a file goes along as a browser sends it", arguments: TestSite.Transport.allCases)
    func files(over transport: TestSite.Transport) async throws {
        try await withClient(transport) { client in
            let page = try await client.get("/upload")
            let sent = try await client.submit(page, ["Photo": TestFile("a\"b.txt", "lines\nof text")]).text
            #expect(sent.contains("Content-Disposition: form-data; name=\"p\"; filename=\"a%22b.txt\"\r\n"))
            #expect(sent.contains("Content-Type: text/plain\r\n\r\nlines\nof text\r\n--"))
        }
    }

    @Test("a link is followed by what it says; one that is not there fails with those that are")
    func links() async throws {
        let client = TestClient(Self.echo)
        let page = try await client.get("/upload")
        #expect(try await client.follow(page, "An a").target == "/echo?of=a")
        let error = await #expect(throws: TestFailure.self) { try await client.follow(page, "A b") }
        #expect(error?.description == "/upload (200 OK) has no link “A b”, but: “An a”")
    }

    @Test("values go out as JSON and come back", arguments: TestSite.Transport.allCases)
    func json(over transport: TestSite.Transport) async throws {
        struct Bird: Codable, Equatable { var name: String }
        try await withClient(transport) { client in
            let put = try await client.put("/echo", json: Bird(name: "Kite"))
            #expect(put.text.hasSuffix("body:{\"name\":\"Kite\"}"))
            let error = await #expect(throws: TestFailure.self) { try await client.get("/echo").json(Bird.self) }
            #expect(error?.description.hasPrefix("/echo (200 OK) is no JSON of Bird") == true)
        }
        let birds = TestClient { _ in .text("{\"name\":\"Kite\"}", contentType: "application/json") }
        #expect(try await birds.get("/").json() == Bird(name: "Kite"))
    }

    @Test(
        "dates are read by RFC 3339, as a site reads them",
        arguments: ["2026-11-26T12:99:00Z", "2026-11-26", "2026-11-26T12:00Z"])
    func dates(wrong: String) async throws {
        let answers = TestClient { .text("[\"\($0.path.dropFirst())\"]", contentType: "application/json") }
        #expect(try await answers.get("/2026-11-26T12:30:00+01:00").json() == [Date(timeIntervalSince1970: 1_795_692_600)])
        await #expect(throws: TestFailure.self) { try await answers.get("/" + wrong).json([Date].self) }
    }

    @Test("events are heard as they come, and the stream ends with the listener", arguments: TestSite.Transport.allCases)
    func events(over transport: TestSite.Transport) async throws {
        try await withClient(transport) { client in
            try await client.listen("/events") { events in
                let heard = [try await events.next(), try await events.next()]
                #expect(heard == [ServerSentEvent("one", id: "1"), ServerSentEvent("two\nlines", event: "e")])
            }
            await #expect(throws: TestFailure.self) { try await client.listen("/stream") { try await $0.next() } }
        }
    }

    @Test("fields of a client go along with each request")
    func headers() async throws {
        let client = TestClient({ .text($0.headers[.authorization] ?? "none") }, headers: [.authorization: "Bearer t"])
        #expect(try await client.get("/").text == "Bearer t")
        #expect(try await client.get("/", headers: [.authorization: "Basic b"]).text == "Basic b")
    }
}
