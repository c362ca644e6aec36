import CLinux
import Glibc

/// A socket that listens, and the address that it really has.
struct ListeningSocket {
    let descriptor: Int32
    let address: ListenAddress
    /// Whether it was made by another program, which goes on holding it: nothing of it is removed.
    var isInherited = false

    /// A socket that another program has made and bound (systemd, or whoever ran the program before this one).
    init(inherited descriptor: Int32) throws(ServerError) {
        self.descriptor = descriptor
        isInherited = true
        var (listens, length) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
        guard getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) == 0, listens == 1 else {
            throw .badInheritedSocket(descriptor)
        }
        var bound = SocketAddress()
        _ = bound.withMutablePointers { getsockname(descriptor, $0, $1) }
        address = bound.family == AF_UNIX ? .unix(path: bound.path) : .tcp(host: bound.host, port: bound.port)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        if bound.family != AF_UNIX { _ = clinux_set_option(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1) }
    }

    init(_ wanted: ListenAddress, configuration: ServerConfiguration) throws(ServerError) {
        switch wanted {
        case .tcp(let host, let port):
            descriptor = try Self.bindTCP(SocketAddress.resolve(host: host, port: port), for: wanted)
        case .unix(let path):
            descriptor = try Self.bindUnix(path, mode: configuration.unixSocketMode, for: wanted)
        }
        address = Self.boundAddress(descriptor, wanted: wanted)
        guard listen(descriptor, Int32(clamping: configuration.backlog)) == 0 else {
            throw Self.failure("listen", for: wanted, closing: descriptor)
        }
    }

    /// Not `SO_REUSEPORT`: with it, a second program of the same user would take a part of the connections without an error.
    private static func bindTCP(_ address: SocketAddress, for wanted: ListenAddress) throws(ServerError) -> Int32 {
        let descriptor = clinux_socket(address.family)
        guard descriptor >= 0 else { throw .system(call: "socket", code: errno) }
        _ = clinux_set_option(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        if address.family == AF_INET6 {
            // `::` takes IPv4 too; any other IPv6 address only itself.
            _ = clinux_set_option(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, address.host == "::" ? 0 : 1)
        }
        // Inherited by what is accepted: small answers are not held back.
        _ = clinux_set_option(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        guard address.withPointer({ bind(descriptor, $0, $1) }) == 0 else {
            throw failure("bind", for: wanted, closing: descriptor)
        }
        return descriptor
    }

    private static func bindUnix(_ path: String, mode: UInt32, for wanted: ListenAddress) throws(ServerError) -> Int32 {
        let address = try SocketAddress.unix(path: path)
        try removeStaleSocket(path, address, for: wanted)
        let descriptor = clinux_socket(AF_UNIX)
        guard descriptor >= 0 else { throw .system(call: "socket", code: errno) }
        guard address.withPointer({ bind(descriptor, $0, $1) }) == 0, chmod(path, mode) == 0 else {
            throw failure("bind", for: wanted, closing: descriptor)
        }
        return descriptor
    }

    /// A socket file that nobody listens on is what a program that was killed left behind.
    private static func removeStaleSocket(_ path: String, _ address: SocketAddress, for wanted: ListenAddress) throws(ServerError)
    {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .badSocketPath(path, reason: "there is a file of that name") }
        let probe = clinux_socket(AF_UNIX)
        defer { close(probe) }
        guard address.withPointer({ connect(probe, $0, $1) }) != 0, errno == ECONNREFUSED else { throw .addressInUse(wanted) }
        unlink(path)
    }

    private static func boundAddress(_ descriptor: Int32, wanted: ListenAddress) -> ListenAddress {
        guard case .tcp(let host, let port) = wanted, port == 0 else { return wanted }
        var bound = SocketAddress()
        _ = bound.withMutablePointers { getsockname(descriptor, $0, $1) }
        return .tcp(host: host, port: bound.port)
    }

    private static func failure(_ call: String, for wanted: ListenAddress, closing descriptor: Int32) -> ServerError {
        let code = errno
        close(descriptor)
        return switch code {
        case EADDRINUSE: .addressInUse(wanted)
        case EACCES, EPERM: .permissionDenied(wanted)
        case EADDRNOTAVAIL: .addressNotAvailable(wanted)
        default: .system(call: call, code: code)
        }
    }
}
