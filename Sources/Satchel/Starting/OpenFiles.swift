import Glibc

/// How many files and sockets this process may have open.
enum OpenFiles {
    /// Raises the soft limit to the hard one (at most 65,536): the usual 1,024 is fewer than the connections that a server takes.
    static func raiseLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, 65_536))
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
