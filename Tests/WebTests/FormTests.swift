import FoundationEssentials
import HTTP
import HTTPTypes
import Testing

@testable import Web

@Suite("Forms")
struct FormTests {
    private struct Body: Decodable {
        struct Item: Decodable { var count: Int }
        var name: String
        var items: [Item]
    }

    private func site(configure: (inout SiteEnvironment) throws -> Void = { _ in }) throws -> TestSite {
        try TestSite(
            build: { site in
                site.post("/date", options: .stateless) { context in
                    "\(Int(try await context.json([String: Date].self)["at"]?.timeIntervalSince1970 ?? 0))"
                }
                site.post("/form", options: .stateless) { context in
                    let form = try await context.form()
                    let again = try await context.form()
                    let file = form.file("file").map { " \($0.filename) \($0.contentType) \($0.size)" } ?? ""
                    return "\(form["a"] ?? "-") \(form.all("a").count) \(again == form)" + file
                }
                site.post("/json", options: .stateless) { context in
                    let body = try await context.json(Body.self, limit: 100)
                    return JSON(["name": body.name, "count": "\(body.items.count)"])
                }
                site.get("/query") { context in "\(context.query["a"] ?? "-") \(context.query.all("a").count)" }
            }, configure: configure)
    }

    @Test(
        "a moment in JSON is one of RFC 3339, every part of it within its range",
        arguments: [
            ("2026-03-01T12:59:00Z", "1772369940"), ("2026-03-01T13:59:00.5+01:00", "1772369940"),
            ("2024-02-29t00:00:00z", "1709164800"),
            ("2026-03-01T12:99:00Z", nil), ("2026-03-01T24:00:00Z", nil), ("2026-02-29T00:00:00Z", nil),
            ("2026-13-01T00:00:00Z", nil),
            ("2026-03-01T12:00:61Z", nil), ("2026-03-01T12:00:00+25:00", nil), ("2026-03-01T12:00:00", nil), ("2026-03-01", nil),
            ("2026-03-01 12:00:00Z", nil), ("2026-03-01T12:00Z", nil), ("yesterday", nil),
        ] as [(String, String?)])
    func moments(text: String, seconds: String?) async throws {
        let response = await (try site()).send(
            .post, "/date", [("Content-Type", "application/json")], body: #"{"at":"\#(text)"}"#)
        #expect(response.status == (seconds == nil ? .badRequest : .ok))
        #expect(response.text.contains(seconds ?? #"\"at\" must be a moment like 2026-01-31T12:00:00Z."#))
    }

    private static let urlencoded = "application/x-www-form-urlencoded"

    @Test(
        "an urlencoded form is read once, decoded once, and the first value wins",
        arguments: [
            ("a=1&a=2", "1 2 true"), ("a=x+y%2B", "x y+ 1 true"), ("a=%2541", "%41 1 true"), ("", "- 0 true"),
            ("b=1", "- 0 true"),
            ("a=%F0%9F%98%80", "😀 1 true"), ("a=%0D%0A%09", "\r\n\t 1 true"), ("a", " 1 true"),
        ])
    func readOnce(body: String, text: String) async throws {
        let response = await (try site()).send(.post, "/form", [("Content-Type", Self.urlencoded)], body: body)
        #expect(response.text == text)
    }

    @Test(
        "what is no form is refused, never with 5xx",
        arguments: [
            (urlencoded, "a=%ff", 400), (urlencoded, "a=%00", 400), (urlencoded, "a=%1b", 400), (urlencoded, "a=%", 400),
            (urlencoded, "a=%7f", 400), (urlencoded, String(repeating: "a&", count: 600), 400),
            (urlencoded, "a=" + String(repeating: "x", count: 2000), 413), ("text/plain", "a=1", 415),
            ("application/json", "{}", 415),
            ("nonsense", "a=1", 415), ("application/x-www-form-urlencoded; charset=utf-16", "a=1", 415),
            ("multipart/form-data", "a=1", 400), ("multipart/form-data; boundary=x", "a=1", 400),
            ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1", 400),
        ])
    func refused(contentType: String, body: String, status: Int) async throws {
        let site = try site { $0.formLimits = FormLimits(bytes: 2000, uploadBytes: 4000, fields: 400) }
        #expect(await site.send(.post, "/form", [("Content-Type", contentType)], body: body).status.code == status)
    }

    @Test("a body without a content type is no form; no body is an empty one")
    func bare() async throws {
        let site = try site()
        #expect(await site.send(.post, "/form", body: "a=1").status == .unsupportedMediaType)
        #expect(await site.send(.post, "/form").text == "- 0 true")
    }

    @Test("a multipart form has fields and files")
    func multipart() async throws {
        let body = """
            --x\r
            Content-Disposition: form-data; name="a"\r
            \r
            one\r
            --x\r
            Content-Disposition: form-data; name="empty"; filename=""\r
            Content-Type: application/octet-stream\r
            \r
            \r
            --x\r
            Content-Disposition: form-data; name="file"; filename="ü.txt"\r
            Content-Type: text/plain\r
            \r
            12345\r
            --x--\r

            """
        let headers = [("Content-Type", "multipart/form-data; boundary=x")]
        #expect(await (try site()).send(.post, "/form", headers, body: body).text == "one 1 true ü.txt text/plain 5")
        let small = try site { $0.formLimits = FormLimits(uploadBytes: 100) }
        #expect(await small.send(.post, "/form", headers, body: body).status == .contentTooLarge)
    }

    @Test(
        "JSON that does not fit says where",
        arguments: [
            (#"{"name": "a", "items": []}"#, 200, #"{"count":"0","name":"a"}"#),
            (#"{"items": []}"#, 400, #"\"name\" is missing."#),
            (#"{"name": "a", "items": [{"count": "x"}]}"#, 400, #"\"items.0.count\" must be a whole number."#),
            (#"{"name": 1, "items": []}"#, 400, #"\"name\" must be a text."#),
            (#"{"name": "a", "items": {}}"#, 400, #"\"items\" must be a list."#), ("[]", 400, "The body must be an object."),
            (#"{"name": null, "items": []}"#, 400, "must not be null"), ("[", 400, "The body is not JSON."),
            ("", 400, "not JSON"),
            (#"{"name": ""# + String(repeating: "x", count: 100), 413, "At most 100 bytes"),
        ])
    func json(body: String, status: Int, text: String) async throws {
        let response = await (try site()).send(.post, "/json", [("Content-Type", "application/json")], body: body)
        #expect(response.status.code == status)
        #expect(response.text.contains(text))
    }

    @Test("a query is read apart from the form")
    func query() async throws {
        let site = try site()
        #expect(await site.send(.get, "/query?a=1&a=2").text == "1 2")
        #expect(await site.send(.get, "/query").text == "- 0")
        #expect(await site.send(.post, "/form?a=9", [("Content-Type", Self.urlencoded)], body: "b=1").text == "- 0 true")
    }
}
