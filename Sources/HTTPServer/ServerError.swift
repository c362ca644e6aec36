import Glibc

/// Why a server can't start. The description says what to do.
public enum ServerError: Error, Sendable, Hashable {
    /// Somebody listens there already.
    case addressInUse(ListenAddress)
    /// This user may not listen there.
    case permissionDenied(ListenAddress)
    /// The host name could not be resolved; `reason` is the resolver's.
    case unknownHost(String, reason: String)
    /// No interface of this machine has that address.
    case addressNotAvailable(ListenAddress)
    /// The path can't be a socket: too long, or something else is there.
    case badSocketPath(String, reason: String)
    /// What was handed over as a listening socket is none.
    case badInheritedSocket(Int32)
    /// Any other system call that failed.
    case system(call: String, code: Int32)
    /// `start()` was called twice, or after `stop()`.
    case alreadyStarted
}

extension ServerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .addressInUse(.tcp(let host, let port)):
            "port \(port) on \(host) is in use: stop the other program or set PORT"
        case .addressInUse(.unix(let path)):
            "another program listens on \(path): stop it or choose another path"
        case .permissionDenied(.tcp(_, let port)):
            "not allowed to listen on port \(port): set PORT to 1024 or more, or run with the right to do so"
        case .permissionDenied(.unix(let path)):
            "not allowed to make the socket \(path): choose a directory that this user may write to"
        case .unknownHost(let host, let reason):
            "the host \(host) is not known (\(reason)): set HOST to an address of this machine"
        case .addressNotAvailable(let address): "\(address) is no address of this machine: set HOST to one, or to 0.0.0.0 for all"
        case .badSocketPath(let path, let reason): "\(path) can't be a socket: \(reason)"
        case .badInheritedSocket(let descriptor):
            "descriptor \(descriptor) of LISTEN_FDS is no listening socket: hand over stream sockets that listen (Accept=no)"
        case .system(let call, let code): "\(call) failed: \(String(cString: strerror(code)))"
        case .alreadyStarted: "the server was started already: make a new one"
        }
    }
}
