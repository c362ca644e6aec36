import Foundation
import HTTP
import HTTPServer
import HTTPTypes
import Testing

@Suite struct ServerTests {
    @Test("A connection is used again, and answers say date and length and not who serves")
    func keepAlive() async throws {
        try await withServer(handler: echo) { address, _ in
            let client = try RawClient(address)
            for path in ["/a", "/b"] {
                try await client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                let answer = try await client.answer()
                #expect(answer.status == 200)
                #expect(answer.body == "GET \(path) ")
                #expect(answer.head.contains("\r\nDate: ") && answer.head.contains(" GMT\r\n"))
                #expect(!answer.head.lowercased().contains("server:"))
            }
        }
    }

    @Test("Whoever measures sees the connections, those that were too many, and what each loop's work waits")
    func load() async throws {
        try await withServer({ $0.maximumConnections = 2 }, handler: echo) { address, server in
            let clients = try (0..<3).map { _ in try RawClient(address) }
            for client in clients.prefix(2) {
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.answer().status == 200)
            }
            #expect(try await clients[2].answer().status == 503)
            let load = try #require(await server.load())
            #expect(load.accepted == 3 && load.refused == 1 && (2...3).contains(load.connections))
            #expect(load.loopDelays.count == 2 && load.loopDelays.allSatisfy { $0 > 0 && $0 < 60 })
        }
    }

    @Test("Pipelined requests are answered in order, however long each takes")
    func pipelining() async throws {
        let handler: Handler = { request in
            for _ in 0..<(request.path.utf8.count % 7 * 3) { await Task.yield() }
            if request.path.hasSuffix("3") { await Task.detached {}.value }
            return .text(request.target)
        }
        try await withServer(handler: handler) { address, _ in
            let client = try RawClient(address)
            let paths = (0..<500).map { "/" + String(repeating: "x", count: $0 % 11) + "\($0)" }
            async let sending: Void = client.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
            for path in paths { #expect(try await client.answer().body == path) }
            try await sending
        }
    }

    @Test("A request that comes byte by byte is a request")
    func dripping() async throws {
        try await withServer(handler: echo) { address, _ in
            let client = try RawClient(address)
            for byte in "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;e=f\r\nabc\r\n0\r\nT: v\r\n\r\n".utf8
            {
                try await client.send([byte])
            }
            #expect(try await client.answer().body == "POST /x abc")
        }
    }

    @Test("HEAD answers the head of GET and nothing else")
    func head() async throws {
        let handler: Handler = { request in
            request.target == "/stream" ? Response(body: .stream(length: nil) { try await $0.write([1]) }) : .text("hello")
        }
        try await withServer(handler: handler) { address, _ in
            let client = try RawClient(address)
            for path in ["/", "/stream"] {
                try await client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                let get = try await client.answer()
                try await client.send("HEAD \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                let head = try await client.answer(toHead: true)
                #expect(withoutDate(head.head) == withoutDate(get.head))
            }
        }
    }

    private func withoutDate(_ head: String) -> [Substring] { head.split(separator: "\r\n").filter { !$0.hasPrefix("Date:") } }

    @Test("HTTP/1.0 is answered and closed, or kept when asked")
    func http10() async throws {
        let handler: Handler = { request in
            request.target == "/stream"
                ? Response(body: .stream(length: nil) { try await $0.write(Array("abc".utf8)) }) : .text("x")
        }
        try await withServer(handler: handler) { address, _ in
            let client = try RawClient(address)
            try await client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(try await client.answer().head.contains("Connection: keep-alive"))
            try await client.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            let text = try await client.readToEnd()
            #expect(text.hasSuffix("Connection: close\r\n\r\nabc"))
            #expect(!text.contains("chunked"))
        }
    }

    @Test("A client that has said all still gets its answer")
    func halfClose() async throws {
        try await withServer(handler: echo) { address, _ in
            let client = try RawClient(address)
            try await client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
            client.endSending()
            let text = try await client.readToEnd()
            #expect(text.contains("GET /1") && text.contains("GET /2"))
        }
    }

    @Test("Connection: close is kept by both sides", arguments: [true, false])
    func close(byClient: Bool) async throws {
        let handler: Handler = { _ in
            var response = Response.text("x")
            if !byClient { response.headers[.connection] = "close" }
            return response
        }
        try await withServer(handler: handler) { address, _ in
            let client = try RawClient(address)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\(byClient ? "Connection: close\r\n" : "")\r\n")
            let text = try await client.readToEnd()
            #expect(text.contains("\r\nConnection: close\r\n"))
        }
    }

    @Test("The handler learns who asks")
    func peer() async throws {
        try await withServer(handler: { .text($0.connection.peerAddress) }) { address, _ in
            let client = try RawClient(address)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.answer().body == "127.0.0.1")
        }
    }

    @Test("Many clients at once, on all loops, with handlers that hop")
    func many() async throws {
        let handler: Handler = { request in
            let target = request.target
            return await Task.detached { .text(target) }.value
        }
        try await withServer(handler: handler) { address, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<32 {
                    group.addTask {
                        let connection = try RawClient(address)
                        for request in 0..<20 {
                            try await connection.send("GET /\(client)/\(request) HTTP/1.1\r\nHost: a\r\n\r\n")
                            #expect(try await connection.answer().body == "/\(client)/\(request)")
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
