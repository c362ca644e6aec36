import HTTP
import HTTPServer
import HTTPTypes
import Testing

/// What RFC 9110 and 9112 ask of a server and no other suite shows; docs/http.md has the table.
@Suite struct ConformanceTests {
    /// Says what it understood.
    static let what: Handler = { request in
        let host = HTTPField.Name("Host").flatMap { request.headers[$0] } ?? "-"
        return .text("\(request.method) \(request.target) \(host)")
    }

    @Test(
        "Each request is understood, and answered once",
        arguments: [
            ("OPTIONS * HTTP/1.1\r\nHost: a\r\n", "OPTIONS * a"),
            ("GET http://b.org:8080/x?y HTTP/1.1\r\nHost: a\r\n", "GET /x?y b.org:8080"),
            ("GET / HTTP/1.9\r\nHost: a\r\n", "GET / a"), ("GET / HTTP/1.0\r\n", "GET / -"),
            ("get / HTTP/1.1\r\nHost: a\r\n", "get / a"),
            // Upgrades that are offered and not taken (RFC 9110 section 7.8).
            (
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAM\r\n",
                "GET / a"
            ),
            ("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n", "GET / a"),
            // No 100 to a client of HTTP/1.0 (section 10.1.1).
            ("POST / HTTP/1.0\r\nHost: a\r\nContent-Length: 0\r\nExpect: 100-continue\r\n", "POST / a"),
        ])
    func understood(request: String, body: String) async throws {
        try await withServer(handler: Self.what) { address, _ in
            let client = try RawClient(address)
            try await client.send(request + "\r\n")
            client.endSending()
            let text = try await client.readToEnd()
            #expect(text.hasPrefix("HTTP/1.1 200 ") && text.hasSuffix("\r\n\r\n\(body)"))
            #expect(text.split(separator: "\r\n").filter { $0.hasPrefix("HTTP/1.1 ") }.count == 1)
        }
    }

    @Test(
        "An expectation that is not known is answered 417",
        arguments: ["100-continue, magic", "magic", "100-continue;q=1"])
    func expectations(value: String) async throws {
        try await withServer(handler: Self.what) { address, _ in
            let client = try RawClient(address)
            try await client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: \(value)\r\n\r\n")
            #expect(try await client.readToEnd().hasPrefix("HTTP/1.1 417 "))
        }
    }

    @Test(
        "Options of Connection are told apart from what only contains them",
        arguments: [("close-not", true), ("x,\tclose", false)])
    func connectionOptions(value: String, isKept: Bool) async throws {
        try await withServer(handler: Self.what) { address, _ in
            let client = try RawClient(address)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: \(value)\r\n\r\n")
            #expect(try await client.answer().head.contains("Connection: close") == !isKept)
        }
    }

    @Test(
        "204 and 304 have no content and no length, and the connection goes on", arguments: [204, 304])
    func bodiless(status: Int) async throws {
        let handler: Handler = { _ in Response(status: .init(code: status), body: .bytes([1, 2, 3])) }
        try await withServer(handler: handler) { address, _ in
            let client = try RawClient(address)
            for _ in 0..<2 {
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                let answer = try await client.answer()
                #expect(answer.status == status && !answer.head.contains("Content-Length"))
            }
        }
    }
}
