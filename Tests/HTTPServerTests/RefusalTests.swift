import HTTP
import HTTPServer
import HTTPTypes
import Testing

@Suite struct RefusalTests {
    @Test(
        "What can't be taken is answered with its status and a page, and the connection closes",
        arguments: [
            ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400), ("GET / HTTP/1.1\nHost: a\n\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
            ("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400), ("GET / HTTP/3.0\r\n", 505),
            ("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
            ("GET / HTTP/1.1\r\nHost: a\r\nExpect: magic\r\n\r\n", 417), ("GET /\(String(repeating: "a", count: 9000))", 414),
            ("GET / HTTP/1.1\r\n" + String(repeating: "X: y\r\n", count: 200) + "\r\n", 431),
            ("GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 40_000))", 431),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n", 413),
            (
                "GET /ok HTTP/1.1\r\nHost: a\r\n\r\nGET bad HTTP/1.1\r\nHost: a\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
                400
            ),
        ])
    func refuses(request: String, status: Int) async throws {
        try await withServer(handler: echo) { address, _ in
            let client = try RawClient(address)
            try await client.send(request)
            if request.hasPrefix("GET /ok") { #expect(try await client.answer().status == 200) }
            let answer = try await client.answer()
            #expect(answer.status == status)
            #expect(answer.head.contains("\r\nConnection: close\r\n"))
            #expect(answer.head.contains("\r\nContent-Type: text/html; charset=utf-8\r\n"))
            #expect(answer.body.contains("<h1>\(status) "))
            #expect(try await client.readToEnd() == "")
        }
    }

    @Test("A refusal reaches a client that is still sending")
    func notLost() async throws {
        try await withServer({ $0.maximumBodyBytes = 1000 }, handler: echo) { address, _ in
            for _ in 0..<20 {
                let client = try RawClient(address)
                try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n")
                try? await client.send([UInt8](repeating: 0, count: 2_000_000))
                #expect(try await client.answer().status == 413)
            }
        }
    }

    @Test("One connection too many is told so, and there is room again when one goes")
    func connectionLimit() async throws {
        try await withServer({ $0.maximumConnections = 1 }, handler: echo) { address, _ in
            var first: RawClient? = try RawClient(address)
            try await first?.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await first?.answer().status == 200)
            let second = try RawClient(address)
            let answer = try await second.answer()
            #expect(answer.status == 503)
            #expect(answer.head.contains("Retry-After"))
            #expect(try await second.readToEnd() == "")
            first = nil
            var status = 503
            while status == 503 {
                let next = try RawClient(address)
                try? await next.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                status = try await next.answer().status
            }
            #expect(status == 200)
        }
    }

    @Test("A head that does not come to its end is answered 408")
    func slowHead() async throws {
        try await withServer({ $0.headTimeout = 0.1 }, handler: echo) { address, _ in
            let client = try RawClient(address)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ")
            #expect(try await client.answer().status == 408)
            #expect(try await client.readToEnd() == "")
        }
    }

    @Test("An idle connection is closed without a word, before the first request and after one")
    func idle() async throws {
        try await withServer({ $0.idleTimeout = 0.1 }, handler: echo) { address, _ in
            #expect(try await RawClient(address).readToEnd() == "")
            // On a busy machine a request may come after the time: then the next client tries.
            while true {
                let client = try RawClient(address)
                try? await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                guard let answer = try? await client.answer() else { continue }
                #expect(answer.status == 200)
                return #expect(try await client.readToEnd() == "")
            }
        }
    }

    @Test("A body that does not come is answered 408, buffered or streamed", arguments: [10, 1_000_000])
    func slowBody(length: Int) async throws {
        try await withServer({ $0.progressTimeout = 0.1 }, handler: echo) { address, _ in
            let client = try RawClient(address)
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\nab")
            #expect(try await client.answer().status == 408)
            #expect(try await client.readToEnd() == "")
        }
    }
}
