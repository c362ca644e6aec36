import HTTP
import Testing

@testable import HTTPServer

@Suite struct ProxyHeaderTests {
    static let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10]

    static func bytes(_ command: UInt8, _ family: UInt8, _ rest: [UInt8]) -> [UInt8] {
        signature + [0x20 | command, family << 4 | 1, UInt8(rest.count >> 8), UInt8(rest.count & 255)] + rest
    }

    static let ports: [UInt8] = [0x30, 0x39, 0, 80]
    static let four = bytes(1, 1, [192, 0, 2, 7, 127, 0, 0, 1] + ports)
    static let six = bytes(
        1, 2, [0x20, 1, 0xd, 0xb8] + [UInt8](repeating: 0, count: 11) + [7] + [UInt8](repeating: 0, count: 16) + ports)
    static let secure = bytes(1, 1, [192, 0, 2, 7, 127, 0, 0, 1] + ports + [4, 0, 2, 9, 9] + [0x20, 0, 5, 1, 0, 0, 0, 0])

    @Test(
        "Clients are read from headers of all families",
        arguments: [
            (four, "192.0.2.7", false), (six, "2001:db8::7", false), (secure, "192.0.2.7", true),
            (bytes(0, 0, []), nil, false), (bytes(0, 1, [192, 0, 2, 7, 127, 0, 0, 1] + ports), nil, false),
            (bytes(1, 0, [1, 2, 3]), nil, false), (bytes(1, 3, [UInt8](repeating: 47, count: 216)), nil, false),
        ] as [([UInt8], String?, Bool)])
    func reads(bytes: [UInt8], address: String?, isSecure: Bool) {
        let header = ProxyHeader(address: address, isSecure: isSecure)
        #expect(ProxyHeader.read(bytes) == .header(header, length: bytes.count))
        #expect(ProxyHeader.read(bytes + Array("GET".utf8)) == .header(header, length: bytes.count))
        for count in bytes.indices { #expect(ProxyHeader.read(Array(bytes[..<count])) == .incomplete) }
    }

    @Test(
        "What is no header of version 2, or a broken one, is invalid",
        arguments: [
            Array("GET / HTTP/1.1\r\n".utf8), Array("PROXY TCP4 192.0.2.7 127.0.0.1 1 2\r\n".utf8), [22, 3, 1],
            signature + [0x11, 0x11, 0, 0], signature + [0x22, 0x11, 0, 0], signature + [0x21, 0x11, 255, 255],
            bytes(1, 1, [192, 0, 2, 7]), bytes(1, 2, [192, 0, 2, 7, 127, 0, 0, 1] + ports),
            bytes(1, 1, [192, 0, 2, 7, 127, 0, 0, 1] + ports + [4, 0]),
            bytes(1, 1, [192, 0, 2, 7, 127, 0, 0, 1] + ports + [4, 0, 9, 1]),
        ] as [[UInt8]])
    func invalid(bytes: [UInt8]) { #expect(ProxyHeader.read(bytes) == .invalid) }

    static let who: Handler = { .text("\($0.connection.peerAddress) \($0.connection.isSecure)") }
    static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test("The header comes whole or byte by byte, alone or with the first request, before plain text or TLS")
    func live() async throws {
        try await withServer({ $0.proxyProtocol = { $0 == "127.0.0.1" } }, handler: Self.who) { address, _ in
            let together = try RawClient(address)
            try await together.send(Self.four + Array(Self.get.utf8))
            #expect(try await together.answer().body == "192.0.2.7 false")
            let apart = try RawClient(address)
            for byte in Self.secure { try await apart.send([byte]) }
            try await apart.send(Self.get)
            #expect(try await apart.answer().body == "192.0.2.7 true")
            let local = try RawClient(address)
            try await local.send(ProxyHeader.local + Array(Self.get.utf8))
            #expect(try await local.answer().body == "127.0.0.1 false")
        }
        try await withSecureServer([.localhost], { $0.proxyProtocol = { _ in true } }, handler: Self.who) { address, _, _ in
            let client = try RawClient(address)
            try await client.send(Self.six)
            try await client.beginTLS()
            try await client.send(Self.get)
            #expect(try await client.answer().body == "2001:db8::7 true")
        }
    }

    @Test("A trusted proxy that says nothing is cut off; the header of anybody else is a bad request")
    func refused() async throws {
        try await withServer({ $0.proxyProtocol = { _ in true } }, handler: Self.who) { address, _ in
            let silent = try RawClient(address)
            try await silent.send(Self.get)
            #expect((try? await silent.readToEnd()) ?? "" == "")
        }
        try await withServer({ $0.proxyProtocol = { _ in false } }, handler: Self.who) { address, _ in
            let stranger = try RawClient(address)
            try await stranger.send(Self.four + Array(Self.get.utf8))
            #expect(try await stranger.readToEnd().hasPrefix("HTTP/1.1 400 "))
        }
    }
}
