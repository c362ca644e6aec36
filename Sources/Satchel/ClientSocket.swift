import COpenSSL
import Glibc
package import HTTPServer

/// A blocking stream socket to a server, closed with its last owner: for the health check and for tests.
package final class ClientSocket {
    /// What went wrong, with the system's word for it.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private let descriptor: Int32
    /// Of OpenSSL; `nil` for plain text.
    private var session: OpaquePointer?

    /// - Parameters:
    ///   - timeout: seconds until a peer that neither takes nor sends a byte counts as gone.
    ///   - preface: sent before anything else, TLS included.
    ///   - isSecure: whether to speak TLS. The certificate is not looked at: it names the site, and this is for asking the machine
    ///     itself.
    package init(_ address: ListenAddress, timeout: Int, isSecure: Bool = false, preface: [UInt8] = []) throws {
        switch address {
        case .tcp(let host, let port): descriptor = try Self.connect(host: host, port: port)
        case .unix(let path): descriptor = try Self.connect(path: path)
        }
        var limit = timeval(tv_sec: timeout, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        try write(preface)
        if isSecure { try beginTLS() }
    }

    deinit {
        if let session { SSL_free(session) }
        close(descriptor)
    }

    private func beginTLS() throws {
        // A session keeps its context.
        guard let context = SSL_CTX_new(TLS_client_method()) else { throw Failure(description: "SSL_CTX_new failed") }
        defer { SSL_CTX_free(context) }
        session = SSL_new(context)
        guard SSL_set_fd(session, descriptor) == 1, SSL_connect(session) == 1 else {
            throw Failure(description: "TLS: \(copenssl_last_reason().map { String(cString: $0) } ?? "the peer went away")")
        }
    }

    /// Writes all of it; a peer that closed early is not an error here: its answer may still be there to read.
    package func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send($0) }
            if count < 0 && (errno == EPIPE || errno == ECONNRESET) { return }
            guard count > 0 else { throw Self.failure("sending failed") }
            rest = rest.dropFirst(count)
        }
    }

    /// What has come, at most 64 KB; waits for it. `nil` where the peer has closed.
    package func read() throws -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = receive(&buffer)
        guard count >= 0 else { throw Self.failure("receiving failed") }
        return count == 0 ? nil : Array(buffer[..<count])
    }

    /// Ends a `read()` of another thread, and the connection. Only while the socket is there: its number is another's later.
    package var end: @Sendable () -> Void {
        let descriptor = descriptor
        return { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    /// All bytes until the peer closes.
    package func readToEnd() throws -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = receive(&buffer)
            if count == 0 { return all }
            guard count > 0 else { throw Self.failure("receiving failed after \(all.count) bytes") }
            all += buffer[..<count]
        }
    }

    private func send(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard let session else { return Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) }
        return Int(SSL_write(session, bytes.baseAddress, Int32(clamping: bytes.count)))
    }

    private func receive(_ buffer: inout [UInt8]) -> Int {
        guard let session else { return recv(descriptor, &buffer, buffer.count, 0) }
        let count = SSL_read(session, &buffer, Int32(clamping: buffer.count))
        return SSL_get_error(session, count) == SSL_ERROR_ZERO_RETURN ? 0 : Int(count)
    }

    private static func connect(host: String, port: Int) throws -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let first = found?.pointee else {
            throw Failure(description: "\(host) is not a host")
        }
        defer { freeaddrinfo(found) }
        let descriptor = socket(first.ai_family, first.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        return try connect(descriptor, first.ai_addr, first.ai_addrlen, "\(host):\(port)")
    }

    private static func connect(path: String) throws -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw Failure(description: "\(path) is too long for a socket")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        return try withUnsafePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size), path)
            }
        }
    }

    private static func connect(
        _ descriptor: Int32, _ address: UnsafePointer<sockaddr>?, _ length: socklen_t, _ name: String
    ) throws -> Int32 {
        guard descriptor >= 0, Glibc.connect(descriptor, address, length) == 0 else {
            let failure = failure("can't connect to \(name)")
            if descriptor >= 0 { close(descriptor) }
            throw failure
        }
        return descriptor
    }

    private static func failure(_ what: String) -> Failure {
        Failure(description: "\(what): \(String(cString: strerror(errno)))")
    }
}
