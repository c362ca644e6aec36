import CLinux
import Glibc

/// A socket's address as the kernel knows it.
struct SocketAddress {
    private var storage = sockaddr_storage()
    private(set) var length: socklen_t

    /// Room for any address, for a call that fills it in.
    init() { length = socklen_t(MemoryLayout<sockaddr_storage>.size) }

    var family: Int32 { Int32(storage.ss_family) }

    mutating func withMutablePointers<Result>(
        _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                withUnsafeMutablePointer(to: &length) { body(address, $0) }
            }
        }
    }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    /// The address without port as text (`127.0.0.1`, `::1`), an IPv4 address that came over IPv6 as IPv4; empty for Unix sockets.
    var host: String { numeric().host }

    var port: Int { Int(numeric().port) ?? 0 }

    /// The path of a Unix socket; empty where it has none.
    var path: String {
        guard family == AF_UNIX else { return "" }
        let start = MemoryLayout.offset(of: \sockaddr_un.sun_path) ?? 0
        return withUnsafeBytes(of: storage) { bytes in
            String(decoding: bytes[start..<max(start, Int(length))].prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private func numeric() -> (host: String, port: String) {
        guard family != AF_UNIX else { return ("", "") }
        var host = [CChar](repeating: 0, count: 64)
        var port = [CChar](repeating: 0, count: 16)
        let code = withPointer { address, length in
            getnameinfo(address, length, &host, 64, &port, 16, NI_NUMERICHOST | NI_NUMERICSERV)
        }
        guard code == 0 else { return ("", "") }
        let text = Self.text(host)
        return (text.hasPrefix("::ffff:") && text.contains(".") ? String(text.dropFirst(7)) : text, Self.text(port))
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension SocketAddress {
    /// What a name and a port stand for; blocks where the resolver must ask. The first of several is taken.
    static func resolve(host: String, port: Int) throws(ServerError) -> SocketAddress {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard code == 0, let first = list?.pointee, let address = first.ai_addr else {
            throw .unknownHost(host, reason: String(cString: gai_strerror(code)))
        }
        var result = SocketAddress()
        withUnsafeMutableBytes(of: &result.storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(first.ai_addrlen)))
        }
        result.length = first.ai_addrlen
        return result
    }

    static func unix(path: String) throws(ServerError) -> SocketAddress {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard !bytes.isEmpty, bytes.count < capacity, !bytes.contains(0) else {
            throw .badSocketPath(path, reason: "it must have 1 to \(capacity - 1) bytes")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        var result = SocketAddress()
        withUnsafeMutableBytes(of: &result.storage) { result in withUnsafeBytes(of: address) { result.copyMemory(from: $0) } }
        result.length = socklen_t(MemoryLayout<sockaddr_un>.size)
        return result
    }
}
