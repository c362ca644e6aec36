import Glibc
package import HTTPServer

/// A blocking stream socket to a server, closed with its last owner: for the health check and for tests.
package final class ClientSocket {
    /// What went wrong, with the system's word for it.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private let descriptor: Int32

    /// - Parameter timeout: seconds until a peer that neither takes nor sends a byte counts as gone.
    package init(_ address: ListenAddress, timeout: Int) throws {
        switch address {
        case .tcp(let host, let port): descriptor = try Self.connect(host: host, port: port)
        case .unix(let path): descriptor = try Self.connect(path: path)
        }
        var limit = timeval(tv_sec: timeout, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    }

    deinit { close(descriptor) }

    /// Writes all of it; a peer that closed early is not an error here: its answer may still be there to read.
    package func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0 && (errno == EPIPE || errno == ECONNRESET) { return }
            guard count > 0 else { throw Self.failure("sending failed") }
            rest = rest.dropFirst(count)
        }
    }

    /// All bytes until the peer closes.
    package func readToEnd() throws -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count == 0 { return all }
            guard count > 0 else { throw Self.failure("receiving failed after \(all.count) bytes") }
            all += buffer[..<count]
        }
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
