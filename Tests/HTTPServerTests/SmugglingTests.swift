import HTTP
import HTTPServer
import Testing

/// Requests that two readers could cut in two ways. Each is followed by one that must never be seen.
@Suite struct SmugglingTests {
    static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
    private static func post(_ fields: String, _ body: String = "0\r\n\r\n") -> String {
        "POST /first HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n\(body)"
    }

    static let chunked = "Transfer-Encoding: chunked"
    static let cases: [(String, String)] = [
        ("CL.TE", post("Content-Length: 5\r\n\(chunked)")),
        ("TE.CL", post("\(chunked)\r\nContent-Length: 5")),
        ("CL.0 beside TE", post("Content-Length: 0\r\n\(chunked)")),
        ("TE.TE", post("\(chunked)\r\n\(chunked)")),
        ("TE.TE, one unknown", post("\(chunked)\r\nTransfer-Encoding: x")),
        ("TE.TE, unknown first", post("Transfer-Encoding: x\r\n\(chunked)")),
        ("chunked, identity", post("Transfer-Encoding: chunked, identity")),
        ("identity", post("Transfer-Encoding: identity")),
        ("chunked twice", post("Transfer-Encoding: chunked, chunked")),
        ("xchunked", post("Transfer-Encoding: xchunked")),
        ("gzip alone", post("Transfer-Encoding: gzip")),
        ("chunked in quotes", post("Transfer-Encoding: \"chunked\"")),
        ("chunked; parameter", post("Transfer-Encoding: chunked;q=1")),
        ("a list's empty end", post("Transfer-Encoding: chunked,")),
        ("vertical tab before chunked", post("Transfer-Encoding: \u{b}chunked")),
        ("space before the colon", post("Transfer-Encoding : chunked")),
        ("tab before the colon", post("Content-Length\t: 5")),
        ("NUL in the name", post("Transfer-Encoding\0: chunked")),
        ("NUL in the value", post("X: a\0b")),
        ("no name", post(": chunked")), ("no colon", post("Transfer-Encoding")),
        ("obs-fold", post("X: y\r\n \(chunked)")),
        ("obs-fold by tab", post("Transfer-Encoding:\r\n\tchunked")),
        ("fold behind the request line", "POST /first HTTP/1.1\r\n Host: a\r\nHost: a\r\n\r\n"),
        ("two lengths", post("Content-Length: 5\r\nContent-Length: 6")),
        ("one length twice", post("Content-Length: 5\r\nContent-Length: 5")),
        ("a list of lengths", post("Content-Length: 5, 5")), ("+5", post("Content-Length: +5")),
        ("-5", post("Content-Length: -5")),
        ("0x5", post("Content-Length: 0x5")), ("5 5", post("Content-Length: 5 5")),
        ("5_0", post("Content-Length: 5_0")),
        ("5.0", post("Content-Length: 5.0")), ("no length", post("Content-Length:")),
        ("fullwidth 5", post("Content-Length: \u{ff15}")),
        ("a length beyond 64 bits", post("Content-Length: 18446744073709551621")),
        ("bare LF in a line", post("X: y\nTransfer-Encoding: chunked")),
        ("bare CR in a line", post("X: y\rTransfer-Encoding: chunked")),
        ("bare LF at the head's end", "POST /first HTTP/1.1\r\nHost: a\r\n\(chunked)\r\n\n0\r\n\r\n"),
        ("two hosts", post("Host: b")),
        ("chunked in HTTP/1.0", "POST /first HTTP/1.0\r\n\(chunked)\r\n\r\n0\r\n\r\n"),
        ("chunk size overflow", post(chunked, "10000000000000000\r\nx")),
        ("chunk size with +", post(chunked, "+1\r\nx\r\n0\r\n\r\n")),
        ("chunk size 0x1", post(chunked, "0x1\r\nx\r\n0\r\n\r\n")),
        ("chunk size with _", post(chunked, "1_0\r\nx\r\n0\r\n\r\n")),
        ("space before a chunk size", post(chunked, " 1\r\nx\r\n0\r\n\r\n")),
        ("space behind one", post(chunked, "1 \r\nx\r\n0\r\n\r\n")),
        ("no chunk size", post(chunked, "\r\nx\r\n0\r\n\r\n")),
        ("only an extension", post(chunked, ";a\r\nx\r\n0\r\n\r\n")),
        ("bare LF behind a chunk size", post(chunked, "1\nx\r\n0\r\n\r\n")),
        ("bare LF in an extension", post(chunked, "1;a\nx\r\n0\r\n\r\n")),
        ("bare CR in an extension", post(chunked, "1;a\rx\r\n0\r\n\r\n")),
        ("bare LF behind a chunk", post(chunked, "1\r\nx\n0\r\n\r\n")),
        ("a chunk longer than it says", post(chunked, "1\r\nxy\r\n0\r\n\r\n")),
        ("two bytes for CRLF", post(chunked, "1\r\nxZZ0\r\n\r\n")),
        ("bare LF behind the last chunk", post(chunked, "0\n\r\n")),
        ("bare LF for the end", post(chunked, "0\r\n\n")),
        ("a trailer without a colon", post(chunked, "0\r\nGET / HTTP/1.1\r\n\r\n")),
        ("a folded trailer", post(chunked, "0\r\nX: y\r\n z\r\n\r\n")),
        ("space before a trailer's colon", post(chunked, "0\r\nX : y\r\n\r\n")),
        ("bare LF behind a trailer", post(chunked, "0\r\nX: y\n\r\n")),
        ("NUL in a trailer", post(chunked, "0\r\nX: \0\r\n\r\n")),
    ]

    @Test("Every ambiguity is answered 400, once, and the connection closes", arguments: cases)
    func refused(name: String, request: String) async throws {
        try await withServer(handler: echo) { address, _ in
            let client = try RawClient(address)
            try await client.send(request + Self.smuggled)
            let text = try await client.readToEnd()
            #expect(
                text.hasPrefix("HTTP/1.1 400 ") && text.contains("\r\nConnection: close\r\n"),
                "\(name): \(text)")
            #expect(
                !text.contains("smuggled") && text.components(of: "HTTP/1.1 ") == 1, "\(name): \(text)")
        }
    }

    @Test("Split between any two bytes over a live connection, a request has the same answer")
    func splitAnywhere() async throws {
        let good = Self.post("Transfer-Encoding: chunked", "3;a=b\r\nabc\r\n0\r\nT: v\r\n\r\n")
        let bad = Self.post("Transfer-Encoding: chunked", "1\r\nx\n0\r\n\r\n")
        try await withServer(handler: echo) { address, _ in
            for (request, answer) in [(good, "POST /first abc"), (bad, "400 Bad Request")] {
                let bytes = Array(request.utf8)
                for offset in 1..<bytes.count {
                    let client = try RawClient(address)
                    try await client.send(Array(bytes[..<offset]))
                    // The server has taken the first part when it has answered somebody else who came later.
                    let other = try RawClient(address)
                    try await other.send(Self.smuggled)
                    #expect(try await other.answer().status == 200)
                    try await client.send(Array(bytes[offset...]))
                    #expect(try await client.answer().body.contains(answer), "split at \(offset)")
                }
            }
        }
    }

    @Test(
        "What stands before a bad request is answered, what stands behind it never seen",
        arguments: [1, 2, 7])
    func pipelined(before: Int) async throws {
        try await withServer(handler: echo) { address, _ in
            let client = try RawClient(address)
            let good = "POST /good HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok"
            let bad =
                "POST /bad HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
            try await client.send(String(repeating: good, count: before) + bad + Self.smuggled)
            for _ in 0..<before { #expect(try await client.answer().body == "POST /good ok") }
            #expect(try await client.answer().status == 400)
            #expect(try await client.readToEnd() == "")
        }
    }
}

extension String {
    /// How often `text` occurs.
    fileprivate func components(of text: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: text) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
