/// Where a server listens.
public enum ListenAddress: Sendable, Hashable {
    /// A host name or address and a port; port 0 takes a free one.
    case tcp(host: String, port: Int)
    /// A Unix socket at a path.
    case unix(path: String)
}

extension ListenAddress: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): path
        }
    }
}
