import HTTPTypes
import Testing

@testable import HTTP

@Suite struct RequestHeadParserTests {
    static func parse(_ chunks: [[UInt8]], limits: RequestHeadParser.Limits = .init()) throws -> (RequestHead, Int)? {
        var parser = RequestHeadParser(limits: limits)
        var bytes: [UInt8] = []
        for chunk in chunks {
            bytes += chunk
            if case .head(let head, let consumed) = try parser.parse(bytes.span) { return (head, consumed) }
        }
        return nil
    }

    static func parse(_ text: String, limits: RequestHeadParser.Limits = .init()) throws -> (RequestHead, Int)? {
        try parse([Array(text.utf8)], limits: limits)
    }

    /// What came out, for comparison.
    static func outcome(_ chunks: [[UInt8]]) -> String {
        do {
            guard let (head, consumed) = try parse(chunks) else { return "incomplete" }
            let fields = head.fields.fields.map { "\($0.name.rawName):\($0.value)" }
            return
                "\(head.method) \(head.target) \(fields) \(head.version) \(head.framing) \(head.keepsAlive) \(head.expectsContinue) \(consumed)"
        } catch {
            return "\(error)"
        }
    }

    @Test("A head is read into its parts")
    func parses() throws {
        let text =
            "POST /a?b=%20|c HTTP/1.1\r\nHost: example.org:80\r\nCookie: a=1\r\nX-Empty:\r\nX-Pad: \t a b \t\r\ncookie: b=2\r\ncontent-length: 5\r\n\r\n"
        let (head, consumed) = try #require(try Self.parse(text + "hello"))
        #expect(consumed == text.utf8.count)
        #expect(head.method == .post)
        #expect(head.target == "/a?b=%20|c")
        #expect(head.version == .http11)
        #expect(head.framing == .length(5))
        #expect(head.keepsAlive)
        #expect(!head.expectsContinue)
        #expect(head.fields[.cookie] == "a=1; b=2")
        #expect(head.fields[values: .cookie] == ["a=1", "b=2"])
        #expect(head.fields[HTTPField.Name("x-pad")!] == "a b")
        #expect(head.fields[HTTPField.Name("X-EMPTY")!] == "")
        #expect(head.fields[.accept] == nil)
        #expect(head.fields.contains(.contentLength))
        #expect(!head.fields.contains(.accept))
        #expect(head.fields.fields.map(\.name.rawName) == ["Host", "Cookie", "X-Empty", "X-Pad", "cookie", "content-length"])
    }

    @Test(
        "Framing, persistence and expectations are understood",
        arguments: [
            ("GET / HTTP/1.1\r\nHost: a\r\n", .none, true, false),
            ("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n", .none, false, false),
            ("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n", .none, false, false),
            ("GET / HTTP/1.1\r\nHost: a\r\nConnection: x,\u{301}y,close\r\n", .none, false, false),
            ("GET / HTTP/1.1\r\nHost: a\r\nConnection: close,\u{301}\r\n", .none, false, false),
            ("GET / HTTP/1.0\r\n", .none, false, false),
            ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n", .none, true, false),
            ("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n", .none, false, false),
            ("GET / HTTP/1.9\r\nHost: a\r\n", .none, true, false),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n", .chunked, true, false),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n", .none, true, false),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 007\r\nExpect: 100-Continue\r\n", .length(7), true, true),
            ("POST / HTTP/1.0\r\nContent-Length: 7\r\nExpect: 100-continue\r\n", .length(7), false, false),
        ] as [(String, RequestHead.Framing, Bool, Bool)])
    func semantics(text: String, framing: RequestHead.Framing, keepsAlive: Bool, expectsContinue: Bool) throws {
        let (head, _) = try #require(try Self.parse(text + "\r\n"))
        #expect(head.framing == framing)
        #expect(head.keepsAlive == keepsAlive)
        #expect(head.expectsContinue == expectsContinue)
    }

    @Test(
        "Targets in all forms",
        arguments: [
            ("GET /", "/", "a"), ("OPTIONS *", "*", "a"), ("GET http://b.org:8080/x?y", "/x?y", "b.org:8080"),
            ("GET HTTPS://b.org", "/", "b.org"), ("GET http://[::1]:80?q", "/?q", "[::1]:80"),
            ("GET //evil/%2e%2e/", "//evil/%2e%2e/", "a"),
            ("GET /?a\\b[]{}|^`", "/?a\\b[]{}|^`", "a"), ("PROPFIND /x", "/x", "a"),
        ])
    func targets(start: String, target: String, host: String) throws {
        let (head, _) = try #require(try Self.parse("\(start) HTTP/1.1\r\nHost: a\r\n\r\n"))
        #expect(head.target == target)
        #expect(head.fields[HTTPField.Name("Host")!] == host)
    }

    static let refused: [(String, RequestRefusal)] = [
        ("GET\r\n", .malformedRequestLine), ("GET /\r\n", .malformedRequestLine), ("\r\n\r\n", .malformedRequestLine),
        (" GET / HTTP/1.1\r\n", .badMethod), ("GET  / HTTP/1.1\r\n", .badVersion), ("G@T / HTTP/1.1\r\n", .badMethod),
        ("GET / HTTP/1.1 \r\n", .badVersion), ("GET / http/1.1\r\n", .badVersion), ("GET / HTTP/1\r\n", .badVersion),
        ("GET / HTTP/2.0\r\n", .unsupportedVersion), ("GET / HTTP/0.9\r\n", .unsupportedVersion),
        ("GET / HTTP/1.10\r\n", .badVersion),
        ("TRACE / HTTP/1.1\r\n", .unsupportedMethod), ("CONNECT a:1 HTTP/1.1\r\n", .unsupportedMethod),
        ("GET /\u{e9} HTTP/1.1\r\n", .badTarget), ("GET /a\u{1}b HTTP/1.1\r\n", .badTarget),
        ("GET /a#b HTTP/1.1\r\n", .badTarget),
        ("GET /a\\b HTTP/1.1\r\n", .badTarget), ("GET /<a> HTTP/1.1\r\n", .badTarget), ("GET /a\0b HTTP/1.1\r\n", .badTarget),
        ("GET a HTTP/1.1\r\n", .badTarget), ("GET * HTTP/1.1\r\n", .badTarget), ("GET ftp://a/ HTTP/1.1\r\n", .badTarget),
        ("GET http:///x HTTP/1.1\r\n", .badTarget), ("GET http://u@a/x HTTP/1.1\r\n", .badTarget),
        ("GET / HTTP/1.1\n", .bareLineEnd), ("GET /\r HTTP/1.1\r\n", .badTarget), ("\nGET / HTTP/1.1\r\n", .bareLineEnd),
        ("GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", .bareLineEnd), ("GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n", .bareLineEnd),
        ("GET / HTTP/1.1\r\nX: a\rb\r\n\r\n", .bareLineEnd), ("GET / HTTP/1.1\r\nHost: a\r\n\n", .bareLineEnd),
        ("GET / HTTP/1.1\r\n Host: a\r\n", .foldedLine), ("GET / HTTP/1.1\r\nHost: a\r\n\tb\r\n", .foldedLine),
        ("GET / HTTP/1.1\r\nHost : a\r\n", .badFieldName), ("GET / HTTP/1.1\r\n: a\r\n", .badFieldName),
        ("GET / HTTP/1.1\r\nHost\r\n", .badFieldName), ("GET / HTTP/1.1\r\nX(: a\r\n", .badFieldName),
        ("GET / HTTP/1.1\r\nX: a\0b\r\n", .badFieldValue), ("GET / HTTP/1.1\r\nX: a\u{7f}\r\n", .badFieldValue),
        ("GET / HTTP/1.1\r\n\r\n", .missingHost), ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n", .repeatedHost),
        ("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n", .repeatedHost), ("GET http://a/ HTTP/1.1\r\n\r\n", .missingHost),
        ("GET / HTTP/1.1\r\nHost:\r\n", .badHost), ("GET / HTTP/1.1\r\nHost: a b\r\n", .badHost),
        ("GET / HTTP/1.1\r\nHost: a/b\r\n", .badHost),
        ("GET / HTTP/1.1\r\nHost: a@b\r\n", .badHost), ("GET / HTTP/1.1\r\nHost: a:b\r\n", .badHost),
        ("GET / HTTP/1.1\r\nHost: :80\r\n", .badHost),
        ("GET / HTTP/1.1\r\nHost: a:1:2\r\n", .badHost), ("GET / HTTP/1.1\r\nHost: [::1\r\n", .badHost),
        ("GET / HTTP/1.1\r\nHost: a]\r\n", .badHost),
        ("GET / HTTP/1.1\r\nHost: a, b\r\n", .badHost), ("GET / HTTP/1.1\r\nHost: [g]\r\n", .badHost),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n", .repeatedContentLength),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n", .badContentLength),
        ("POST / HTTP/1.1\r\nContent-Length: +1\r\n", .badContentLength),
        ("POST / HTTP/1.1\r\nContent-Length: -1\r\n", .badContentLength),
        ("POST / HTTP/1.1\r\nContent-Length:\r\n", .badContentLength),
        ("POST / HTTP/1.1\r\nContent-Length: 0x1\r\n", .badContentLength),
        ("POST / HTTP/1.1\r\nContent-Length: 1 1\r\n", .badContentLength),
        ("POST / HTTP/1.1\r\nContent-Length: 9999999999999999999\r\n", .badContentLength),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", .lengthAndChunked),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", .lengthAndChunked),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\nContent-Length: 1\r\n\r\n", .lengthAndChunked),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", .badTransferCoding),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", .badTransferCoding),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n", .badTransferCoding),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \u{b}chunked\r\n\r\n", .badFieldValue),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n", .badTransferCoding),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n", .badTransferCoding),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", .unsupportedTransferCoding),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", .badTransferCoding),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", .badTransferCoding),
        ("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", .chunkedInHTTP10),
        ("GET / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n", .unknownExpectation),
    ]

    @Test("What is wrong or ambiguous is refused", arguments: refused)
    func refuses(text: String, refusal: RequestRefusal) {
        #expect(throws: refusal) { try Self.parse(text) }
    }

    @Test("Split at every offset, or byte by byte, the outcome is the same")
    func splitting() {
        let good = [
            "\r\nPOST /a?b HTTP/1.1\r\nHost: example.org\r\nX: \t y \r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\nrest",
            "GET http://b/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\nGET", "GET / HT",
        ]
        for text in good + Self.refused.map(\.0) {
            let bytes = Array(text.utf8)
            let whole = Self.outcome([bytes])
            for offset in 0...bytes.count {
                #expect(
                    Self.outcome([Array(bytes[..<offset]), Array(bytes[offset...])]) == whole,
                    "\(text.debugDescription) at \(offset)")
            }
            #expect(Self.outcome(bytes.map { [$0] }) == whole, "\(text.debugDescription) byte by byte")
        }
    }

    @Test("Limits have their answers")
    func limits() throws {
        let limits = RequestHeadParser.Limits(requestLineBytes: 30, headBytes: 100, fields: 3)
        func parse(_ text: String) throws { _ = try Self.parse(text, limits: limits) }
        #expect(throws: RequestRefusal.requestLineTooLong) { try parse("GET /\(String(repeating: "a", count: 30))") }
        #expect(throws: RequestRefusal.requestLineTooLong) { try parse("GET /\(String(repeating: "a", count: 30)) HTTP/1.1\r\n") }
        #expect(throws: RequestRefusal.headTooLarge) { try parse("GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 100))") }
        #expect(throws: RequestRefusal.headTooLarge) {
            try parse("GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 100))\r\n\r\n")
        }
        #expect(throws: RequestRefusal.tooManyFields) { try parse("GET / HTTP/1.1\r\nA:\r\nB:\r\nC:\r\nD:\r\n") }
        try parse("GET / HTTP/1.1\r\nHost: a\r\nB:\r\nC:\r\n\r\n")
    }

    @Test(
        "Refusals have the right status",
        arguments: [
            (.timedOut, 408), (.bodyTooLarge, 413), (.requestLineTooLong, 414), (.unknownExpectation, 417), (.headTooLarge, 431),
            (.tooManyFields, 431), (.unsupportedMethod, 501), (.unsupportedTransferCoding, 501), (.unsupportedVersion, 505),
            (.lengthAndChunked, 400), (.badHost, 400), (.chunkedInHTTP10, 400),
        ] as [(RequestRefusal, Int)])
    func statuses(refusal: RequestRefusal, status: Int) {
        #expect(refusal.status.code == status)
        #expect(refusal.answer.status.code == status)
        #expect(refusal.answer.headers[.contentType] == "text/html; charset=utf-8")
    }
}
