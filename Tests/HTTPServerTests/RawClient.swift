import Blocking
import CLinux
import Foundation
import HTTPServer
import Synchronization

/// A client that says the bytes it is told to, over a real socket. Its calls block on a queue of its own.
final class RawClient: Sendable {
    struct Answer: Sendable, Equatable {
        var status: Int
        var head: String
        var body: String
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private let descriptor: Int32
    /// On `queue` only.
    private nonisolated(unsafe) var tls: TLSClient?
    private let isSecure = Mutex(false)
    private let queue = BlockingQueue(label: "raw-client", width: 1)
    /// Another than for receiving, so that one client can do both at once.
    private let sending = BlockingQueue(label: "raw-sender", width: 1)
    /// Received and not used yet; on `queue` only.
    private nonisolated(unsafe) var buffer: [UInt8] = []

    init(_ address: ListenAddress) throws {
        switch address {
        case .tcp(let host, let port):
            var hints = addrinfo()
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
            var list: UnsafeMutablePointer<addrinfo>?
            guard getaddrinfo(host, String(port), &hints, &list) == 0, let list else { throw Failure(description: "getaddrinfo") }
            defer { freeaddrinfo(list) }
            descriptor = socket(list.pointee.ai_family, Int32(SOCK_STREAM.rawValue), 0)
            guard connect(descriptor, list.pointee.ai_addr, list.pointee.ai_addrlen) == 0 else {
                close(descriptor)
                throw Failure(description: "connect: \(errno)")
            }
        case .unix(let path):
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
            descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            let code = withUnsafePointer(to: address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            guard code == 0 else {
                close(descriptor)
                throw Failure(description: "connect: \(errno)")
            }
        }
        // Only so that a broken server fails the test instead of hanging it.
        var limit = timeval(tv_sec: 120, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        tls = nil
        close(descriptor)
    }

    /// A client that speaks TLS; returns after the handshake.
    static func secure(
        _ address: ListenAddress, _ options: TLSClient.Options = .init(), resuming: TLSResumption? = nil
    ) async throws -> RawClient {
        let client = try RawClient(address)
        try await client.beginTLS(options, resuming: resuming)
        return client
    }

    func beginTLS(_ options: TLSClient.Options = .init(), resuming: TLSResumption? = nil) async throws {
        try await run { [self] in tls = try TLSClient(descriptor, options, resuming: resuming) }
        isSecure.withLock { $0 = true }
    }

    /// Asks the TLS that this client speaks.
    func tls<Answer: Sendable>(_ ask: @escaping @Sendable (TLSClient) -> Answer) async throws -> Answer {
        try await run { [self] in
            guard let tls else { throw Failure(description: "no TLS") }
            return ask(tls)
        }
    }

    private func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await queue.run(body)
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) async throws {
        if isSecure.withLock(\.self) { return try await run { [self] in try sendSecurely(bytes) } }
        try await sending.run { [self] in try sendAll(bytes) }
    }

    /// On `queue`: one thread at a time for OpenSSL.
    private func sendSecurely(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while let tls, !rest.isEmpty { rest = rest.dropFirst(try tls.send(rest)) }
    }

    private func sendAll(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure(description: "send: \(String(cString: strerror(errno)))") }
            sent += count
        }
    }

    /// Says that nothing more will be sent.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Makes the close a reset.
    func resetOnClose() { _ = clinux_reset_on_close(descriptor) }

    func limitReceiveBuffer(_ bytes: Int32) { _ = clinux_set_option(descriptor, SOL_SOCKET, SO_RCVBUF, bytes) }

    /// Everything until the server closes; a reset is an error.
    func readToEnd() async throws -> String {
        try await run { [self] in
            while try receive() {}
            defer { buffer = [] }
            return String(decoding: buffer, as: UTF8.self)
        }
    }

    /// The next answer; of HEAD and of 1xx, 204, 304 the head alone.
    func answer(toHead: Bool = false) async throws -> Answer {
        try await run { [self] in
            let head = try takeHead()
            guard let status = Int(head.split(separator: " ")[1]) else { throw Failure(description: head) }
            let isBodiless = toHead || status < 200 || status == 204 || status == 304
            return Answer(status: status, head: head, body: isBodiless ? "" : try takeBody(head.lowercased()))
        }
    }

    private func takeHead() throws -> String {
        while true {
            if let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) { return take(end.upperBound) }
            guard try receive() else { throw Failure(description: "closed after \(buffer.count) bytes of a head") }
        }
    }

    private func takeBody(_ head: String) throws -> String {
        if head.contains("transfer-encoding: chunked") { return try takeChunks() }
        guard
            let length = head.split(separator: "\r\n").first(where: { $0.hasPrefix("content-length: ") }).flatMap({
                Int($0.dropFirst(16))
            })
        else {
            while try receive() {}
            return take(buffer.count)
        }
        while buffer.count < length { guard try receive() else { throw Failure(description: "closed inside a body") } }
        return take(length)
    }

    private func takeChunks() throws -> String {
        var body = ""
        while true {
            guard let lineEnd = buffer.firstRange(of: [13, 10]) else {
                guard try receive() else { throw Failure(description: "closed inside a chunk's size") }
                continue
            }
            guard let size = Int(take(lineEnd.upperBound).dropLast(1), radix: 16) else { throw Failure(description: "no size") }
            while buffer.count < size + 2 { guard try receive() else { throw Failure(description: "closed inside a chunk") } }
            body += take(size)
            _ = take(2)
            if size == 0 { return body }
        }
    }

    private func take(_ count: Int) -> String {
        defer { buffer.removeFirst(count) }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    /// `false` at the end.
    private func receive() throws -> Bool {
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        var count = 0
        repeat { count = try tls?.receive(&bytes) ?? recv(descriptor, &bytes, bytes.count, 0) } while count < 0 && errno == EINTR
        guard count >= 0 else { throw Failure(description: "recv: \(String(cString: strerror(errno)))") }
        buffer += bytes[..<count]
        return count > 0
    }
}
