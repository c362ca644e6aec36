import Glibc
import HTTP
import HTTPServer
import HTTPTypes
import Testing

/// Clients that take more than their share; slow ones are in RefusalTests and BodyTests.
@Suite struct GreedyClientTests {
    struct Bomb: Sendable, CustomTestStringConvertible {
        static let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let testDescription: String
        let request: String
        let status: Int

        init(_ description: String, _ request: String, _ status: Int) {
            testDescription = description
            self.request = request
            self.status = status
        }
    }

    @Test(
        "Bombs are refused as soon as they are known",
        arguments: [
            Bomb("a target", "GET /\(String(repeating: "a", count: 1 << 20))", 414),
            Bomb("many fields", "GET / HTTP/1.1\r\n" + String(repeating: "X: y\r\n", count: 100_000), 431),
            Bomb("a field", "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 1 << 20))", 431),
            Bomb("a chunk's extension", Bomb.chunked + "1;\(String(repeating: "a", count: 1 << 20))", 400),
            Bomb("many extensions", Bomb.chunked + String(repeating: "1;abcdefgh\r\nx\r\n", count: 10_000), 400),
            Bomb("many trailers", Bomb.chunked + "0\r\n" + String(repeating: "X: y\r\n", count: 100_000), 431),
        ])
    func bombs(bomb: Bomb) async throws {
        try await withServer(handler: echo) { address, _ in
            let client = try RawClient(address)
            async let sending: Void? = try? client.send(bomb.request)
            #expect(try await client.answer().status == bomb.status)
            _ = await sending
        }
    }

    @Test(
        "A client that never stops sending keeps nobody waiting, refused or not",
        arguments: ["/refused", "/endless"])
    func endless(target: String) async throws {
        let handler: Handler = { request in
            guard case .stream(let stream) = request.body else { return .text("fine") }
            if request.target == "/refused" { return .text("no", status: .forbidden) }
            while (try? await stream.next()) != nil {}
            return .text("read")
        }
        try await withServer(
            {
                $0.loops = 1
                $0.maximumBodyBytes = 1 << 40
                $0.lingerTimeout = 600
            }, handler: handler
        ) { address, _ in
            let greedy = try RawClient(address)
            let flood = Task {
                try await greedy.send(
                    "POST \(target) HTTP/1.1\r\nHost: a\r\nContent-Length: \(1 << 40)\r\n\r\n")
                let block = [UInt8](repeating: 0, count: 1 << 20)
                while !Task.isCancelled { try await greedy.send(block) }
            }
            for _ in 0..<20 {
                let other = try RawClient(address)
                try await other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await other.answer().body == "fine")
            }
            flood.cancel()
            _ = await flood.result
        }
    }

    @Test("A client that takes a large file as fast as it comes keeps nobody waiting")
    func fastReader() async throws {
        let folder = try CertificateFolder([])
        try folder.write(String(repeating: "x", count: 16 << 20), to: "large.txt")
        let path = folder.file("large.txt")
        let handler: Handler = { request in
            request.target == "/large"
                ? Response(body: .file(FileRegion(path: path, length: 16 << 20))) : .text("fine")
        }
        try await withServer({ $0.loops = 1 }, handler: handler) { address, _ in
            let greedy = try RawClient(address)
            try await greedy.send("GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            async let size = greedy.readToEnd().utf8.count
            let other = try RawClient(address)
            for _ in 0..<20 {
                try await other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await other.answer().body == "fine")
            }
            #expect(try await size > 16 << 20)
        }
    }

    @Test(
        "Two thousand connections at once, each reset in the middle of something, leave the server as it was"
    )
    func resets() async throws {
        try await withServer(handler: echo) { address, _ in
            for number in 0..<2000 {
                let client = try RawClient(address)
                client.resetOnClose()
                switch number % 4 {
                case 0: try await client.send("GET / HT")
                case 1: try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                case 2: try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx")
                default: break
                }
            }
            let good = try RawClient(address)
            try await good.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await good.answer().status == 200)
        }
    }
}
