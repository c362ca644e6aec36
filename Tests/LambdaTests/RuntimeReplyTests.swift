import Testing

@testable import Lambda

@Suite struct RuntimeReplyTests {
    private func read(_ text: String, by size: Int) throws -> RuntimeReply {
        var rest = Array(text.utf8)[...]
        return try RuntimeReply {
            defer { rest = rest.dropFirst(size) }
            return Array(rest.prefix(size))
        }
    }

    @Test(arguments: 1...40)
    func anAnswerIsReadHoweverItArrives(_ size: Int) throws {
        let counted = try read("HTTP/1.1 200 OK\r\nA-Name:  a value\r\nContent-Length: 5\r\n\r\nhello", by: size)
        #expect(counted.status == 200 && counted.body == Array("hello".utf8) && counted["a-name"] == "a value")
        #expect(counted.keepsAlive)
        let chunked = try read(
            "HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
            by: size)
        #expect(chunked.status == 202 && chunked.body == Array("hello".utf8) && !chunked.keepsAlive)
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n", "SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 two OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense",
    ])
    func whatIsNoAnswerIsRefused(_ text: String) {
        #expect(throws: RuntimeReply.Malformed.self) { try read(text, by: 7) }
    }

    @Test func aHeadWithoutAnEndIsRefused() {
        #expect(throws: RuntimeReply.Malformed.self) {
            try RuntimeReply { [UInt8](repeating: 65, count: 1000) }
        }
    }
}
