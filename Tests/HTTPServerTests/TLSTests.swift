import COpenSSL
import Foundation
import HTTP
import HTTPServer
import HTTPTypes
import Testing

/// A server that speaks TLS with these certificates.
func withSecureServer(
    _ certificates: [TestCertificate] = [.localhost], _ configure: (inout ServerConfiguration) -> Void = { _ in },
    handler: @escaping Handler = echo, _ body: (ListenAddress, CertificateFolder, Server) async throws -> Void
) async throws {
    let folder = try CertificateFolder()
    try await withServer(
        {
            $0.tls = TLSConfiguration(pairs: certificates.map(folder.pair))
            $0.handshakeTimeout = 600
            configure(&$0)
        }, handler: handler
    ) { try await body($0, folder, $1) }
}

@Suite struct TLSTests {
    @Test("Requests are answered under TLS 1.2 and 1.3, by HTTP/1.1, and known to be secure", arguments: ["TLSv1.2", "TLSv1.3"])
    func requests(version: String) async throws {
        let handler: Handler = { .text("\($0.target) \($0.connection.isSecure) \($0.connection.peerAddress)") }
        try await withSecureServer(handler: handler) { address, _, _ in
            let options = TLSClient.Options(
                protocols: ["h2", "http/1.1"], newestVersion: version == "TLSv1.2" ? TLS1_2_VERSION : TLS1_3_VERSION)
            let client = try await RawClient.secure(address, options)
            for path in ["/a", "/b"] {
                try await client.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(try await client.answer().body == "\(path) true 127.0.0.1")
            }
            #expect(try await client.tls(\.version) == version)
            #expect(try await client.tls(\.chosenProtocol) == "http/1.1")
        }
    }

    @Test("What is older than TLS 1.2, and who speaks only other protocols than ours, is refused by an alert")
    func refused() async throws {
        try await withSecureServer { address, _, _ in
            let old = await #expect(throws: RawClient.Failure.self) {
                try await RawClient.secure(address, TLSClient.Options(newestVersion: TLS1_1_VERSION))
            }
            #expect(old?.description.contains("alert protocol version") == true)
            let foreign = await #expect(throws: RawClient.Failure.self) {
                try await RawClient.secure(address, TLSClient.Options(protocols: ["h2"]))
            }
            #expect(foreign?.description.contains("no application protocol") == true)
        }
    }

    @Test("Pipelined requests, and one that comes byte by byte, are answered in order")
    func pieces() async throws {
        try await withSecureServer { address, _, _ in
            let client = try await RawClient.secure(address)
            try await client.send((0..<200).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
            for number in 0..<200 { #expect(try await client.answer().body == "GET /\(number) ") }
            for byte in "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".utf8 {
                try await client.send([byte])
            }
            #expect(try await client.answer().body == "POST /x abc")
        }
    }

    @Test("Large bodies go both ways: bytes, streams and files", arguments: ["/bytes", "/stream", "/file"])
    func largeBodies(target: String) async throws {
        let folder = try CertificateFolder([])
        let content = (0..<300_000).map { "\($0)," }.joined()
        try folder.write(content, to: "large.txt")
        let path = folder.file("large.txt")
        let handler: Handler = { request in
            let got = (try? await request.body.collect(upTo: 10 << 20)) ?? []
            guard got == Array(content.utf8) else { return .text("\(got.count)", status: .badRequest) }
            return switch request.target {
            case "/bytes": Response(body: .bytes(got))
            case "/file": Response(body: .file(FileRegion(path: path, length: got.count)))
            default:
                Response(
                    body: .stream(length: nil) { writer in
                        for start in stride(from: 0, to: got.count, by: 10_000) {
                            try await writer.write(Array(got[start..<min(got.count, start + 10_000)]))
                        }
                    })
            }
        }
        try await withSecureServer(handler: handler) { address, _, _ in
            let client = try await RawClient.secure(address)
            for _ in 0..<2 {
                try await client.send(
                    "POST \(target) HTTP/1.1\r\nHost: a\r\nContent-Length: \(content.utf8.count)\r\n\r\n\(content)")
                let answer = try await client.answer()
                #expect(answer.status == 200 && answer.body == content)
            }
        }
    }

    @Test("The last answer ends with close_notify, and a client that has said close_notify still gets its answer")
    func ends() async throws {
        try await withSecureServer { address, _, _ in
            let client = try await RawClient.secure(address)
            try await client.send("GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            // An end without close_notify would throw.
            #expect(try await client.readToEnd().hasSuffix("GET /last "))
            let other = try await RawClient.secure(address)
            try await other.send("GET /half HTTP/1.1\r\nHost: a\r\n\r\n")
            try await other.tls { $0.endSending() }
            #expect(try await other.readToEnd().hasSuffix("GET /half "))
        }
    }

    @Test("An answer that is cut does not look whole")
    func cut() async throws {
        struct Broken: Error {}
        let handler: Handler = { _ in
            Response(
                body: .stream(length: nil) { writer in
                    try await writer.write(Array("begun".utf8))
                    throw Broken()
                })
        }
        try await withSecureServer(handler: handler) { address, _, _ in
            let client = try await RawClient.secure(address)
            try await client.send("GET / HTTP/1.0\r\n\r\n")
            await #expect(throws: RawClient.Failure.self) { try await client.readToEnd() }
        }
    }

    @Test("Plain HTTP on the port of TLS is answered 400, and what is neither is sent away")
    func plainText() async throws {
        try await withSecureServer { address, _, _ in
            let plain = try RawClient(address)
            try await plain.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let answer = try await plain.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.contains("\r\nConnection: close\r\n"))
            for noise in [[22, 3, 1, 255, 255] + [UInt8](repeating: 0, count: 5000), [22, 0, 0, 0, 0, 0, 0, 0]] {
                let client = try RawClient(address)
                try await client.send(noise)
                client.endSending()
                _ = try? await client.readToEnd()
            }
            let good = try await RawClient.secure(address)
            try await good.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try await good.answer().status == 200)
        }
    }

    /// A hundred clients of which half say nothing at all, and half the head of a record whose bytes do not come.
    private func stuckHandshakes(_ address: ListenAddress) async throws -> [RawClient] {
        var clients: [RawClient] = []
        for number in 0..<100 {
            let client = try RawClient(address)
            if number.isMultiple(of: 2) { try await client.send([22, 3, 1, 2, 0, 1]) }
            clients.append(client)
        }
        return clients
    }

    @Test("A hundred clients that stop in mid-handshake keep nobody waiting")
    func slowHandshakes() async throws {
        try await withSecureServer([.localhost]) { address, _, _ in
            let stuck = try await stuckHandshakes(address)
            let good = try await RawClient.secure(address)
            try await good.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try await good.answer().status == 200)
            withExtendedLifetime(stuck) {}
        }
    }

    @Test("A client that stops in mid-handshake is sent away in time")
    func handshakesThatNeverEnd() async throws {
        try await withSecureServer([.localhost], { $0.handshakeTimeout = 0.2 }) { address, _, _ in
            for client in try await stuckHandshakes(address) {
                do {
                    #expect(try await client.readToEnd() == "")
                } catch {
                    // What comes after the server has closed is answered by a reset.
                    #expect("\(error)".contains(String(cString: strerror(ECONNRESET))))
                }
            }
        }
    }

    @Test("One connection too many learns it under TLS as well")
    func tooMany() async throws {
        try await withSecureServer([.localhost], { $0.maximumConnections = 1 }) { address, _, _ in
            let first = try await RawClient.secure(address)
            try await first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await first.answer().status == 200)
            let second = try await RawClient.secure(address)
            #expect(try await second.answer().status == 503)
            withExtendedLifetime(first) {}
        }
    }

    @Test("A client that comes again resumes its session", arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func resumption(version: Int32) async throws {
        try await withSecureServer { address, _, _ in
            let options = TLSClient.Options(newestVersion: version)
            let first = try await RawClient.secure(address, options)
            try await first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await first.answer().status == 200)
            #expect(try await first.tls(\.isResumed) == false)
            let kept = try #require(try await first.tls(\.resumption))
            let second = try await RawClient.secure(address, options, resuming: kept)
            #expect(try await second.tls(\.isResumed))
        }
    }

    @Test("Handshakes by the hundred, from many clients at once, on all loops")
    func manyHandshakes() async throws {
        try await withSecureServer { address, _, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<8 {
                    group.addTask {
                        for request in 0..<40 {
                            let connection = try await RawClient.secure(address)
                            try await connection.send("GET /\(client)/\(request) HTTP/1.1\r\nHost: a\r\n\r\n")
                            #expect(try await connection.answer().body == "GET /\(client)/\(request) ")
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("A client that resets in mid-handshake or in mid-answer hurts nobody else")
    func resets() async throws {
        let handler: Handler = { request in
            guard request.target == "/endless" else { return .text("fine") }
            return Response(
                body: .stream(length: nil) { writer in
                    while true { try await writer.write([UInt8](repeating: 0, count: 32 << 10)) }
                })
        }
        try await withSecureServer(handler: handler) { address, _, _ in
            for _ in 0..<20 {
                let early = try RawClient(address)
                early.resetOnClose()
                try await early.send([22, 3, 1, 2, 0, 1, 0])
                let late = try await RawClient.secure(address)
                late.resetOnClose()
                try await late.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
            }
            let good = try await RawClient.secure(address)
            try await good.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await good.answer().body == "fine")
        }
    }
}
