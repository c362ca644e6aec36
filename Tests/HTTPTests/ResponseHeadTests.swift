import HTTPTypes
import Testing

@testable import HTTP

@Suite struct ResponseHeadTests {
    static let date = Array("Sun, 06 Nov 1994 08:49:37 GMT".utf8)

    static func head(
        _ response: Response, method: HTTPRequest.Method = .get, version: HTTPVersion = .http11, keepsAlive: Bool = true
    ) -> (head: ResponseHead, text: String) {
        let head = ResponseHead(response, method: method, version: version, keepsAlive: keepsAlive)
        var bytes: [UInt8] = []
        head.write(to: &bytes, date: date, version: version)
        return (head, String(decoding: bytes, as: UTF8.self))
    }

    @Test("A plain answer is written with date, length and nothing else")
    func plain() {
        let text =
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n\r\n"
        #expect(Self.head(.text("hello")).text == text)
        #expect(Self.head(.text("hello"), method: .head).text == text)
        #expect(!Self.head(.text("hello"), method: .head).head.sendsContent)
    }

    static let stream = ResponseBody.stream(length: nil) { _ in }

    @Test(
        "Each body has its framing",
        arguments: [
            (200, .empty, .http11, .length(0), true), (204, .bytes([1]), .http11, .none, true),
            (304, .bytes([1]), .http11, .none, true),
            (205, .bytes([1]), .http11, .length(0), true), (205, stream, .http10, .length(0), true),
            (200, stream, .http11, .chunked, true), (200, stream, .http10, .untilClose, false),
            (200, .stream(length: 3) { _ in }, .http10, .length(3), true), (404, .bytes([1, 2]), .http11, .length(2), true),
            (200, .file(FileRegion(path: "x", length: 9)), .http11, .length(9), true),
        ] as [(Int, ResponseBody, HTTPVersion, ResponseHead.Framing, Bool)])
    func framing(status: Int, body: ResponseBody, version: HTTPVersion, framing: ResponseHead.Framing, keepsAlive: Bool) {
        let head = ResponseHead(
            Response(status: .init(code: status), body: body), method: .get, version: version, keepsAlive: true)
        #expect(head.framing == framing)
        #expect(head.keepsAlive == keepsAlive)
        #expect(head.sendsContent == ![204, 205, 304].contains(status))
    }

    @Test("Framing, date and connection are the front's, whatever the handler says")
    func ownFields() {
        var response = Response.text("hello")
        response.headers[.contentLength] = "77"
        response.headers[.transferEncoding] = "chunked"
        response.headers[.date] = "never"
        response.headers[HTTPField.Name("Keep-Alive")!] = "timeout=1"
        let text = Self.head(response).text
        #expect(!text.contains("77") && !text.contains("chunked") && !text.contains("never") && !text.contains("timeout"))
    }

    @Test("A handler closes the connection by saying so")
    func close() {
        var response = Response.text("hello")
        response.headers[.connection] = "Close"
        #expect(Self.head(response).text.hasSuffix("\r\nConnection: close\r\n\r\n"))
        #expect(Self.head(.text("x"), keepsAlive: false).text.hasSuffix("\r\nConnection: close\r\n\r\n"))
        #expect(Self.head(.text("x"), version: .http10).text.hasSuffix("\r\nConnection: keep-alive\r\n\r\n"))
    }

    @Test("A value never ends its line", arguments: ["a\r\nSet-Cookie: x", "a\nb", "a\rb", "a\0b"])
    func injection(value: String) {
        var response = Response()
        response.headers[.location] = value
        let text = Self.head(response).text
        #expect(text.components(of: "\r\n") == Self.head(Response(headers: [.location: "x"])).text.components(of: "\r\n"))
        #expect(!text.contains("\0"))
    }

    @Test("An interim status is no answer")
    func interim() {
        #expect(Self.head(Response(status: .continue)).text.hasPrefix("HTTP/1.1 500 "))
    }
}

extension String {
    /// How many lines.
    fileprivate func components(of separator: Character) -> Int { split(separator: separator).count }
}
