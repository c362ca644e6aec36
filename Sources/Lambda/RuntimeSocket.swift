import Glibc

/// A blocking connection to the runtime API, without time-outs: an instance waits for its next event as long as it lives.
final class RuntimeSocket {
    let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    init(host: String, port: String) throws(LambdaError) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, port, &hints, &found)
        guard code == 0, let first = found?.pointee else {
            throw .connection("\(host): \(String(cString: gai_strerror(code)))")
        }
        defer { freeaddrinfo(found) }
        descriptor = socket(first.ai_family, first.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0, connect(descriptor, first.ai_addr, first.ai_addrlen) == 0 else {
            throw .connection("\(host):\(port): \(String(cString: strerror(errno)))")
        }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func send(_ bytes: [UInt8]) throws(LambdaError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .connection("sending: \(String(cString: strerror(errno)))") }
            rest = rest.dropFirst(count)
        }
    }

    /// The next bytes; none where the connection has ended.
    func receive() throws(LambdaError) -> [UInt8] {
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == ECONNRESET { return [] }
            guard count >= 0 else { throw .connection("receiving: \(String(cString: strerror(errno)))") }
            return Array(buffer[..<count])
        }
    }
}
