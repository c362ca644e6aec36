import Database

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A path that should hold a database, looked at before SQLite does: its own words for all of these are "unable to open".
struct DatabaseFile {
    let path: String

    private var directory: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    func check() throws(DatabaseError) {
        guard !path.isEmpty else { throw refusal("the path of the database is empty") }
        guard kind(of: directory) == S_IFDIR else {
            throw refusal("the directory \(directory) for the database \(path) does not exist: make it, or name another")
        }
        switch kind(of: path) {
        case nil: break
        case S_IFDIR: throw refusal("\(path) is a directory: name a file in it")
        default:
            guard access(path, R_OK | W_OK) == 0 else {
                throw refusal("the database \(path) may not be read and written by this user: change its permissions")
            }
        }
        guard access(directory, W_OK | X_OK) == 0 else {
            throw refusal("the directory \(directory) may not be written by this user: SQLite keeps its log beside the file")
        }
    }

    /// Makes an empty file that only this user may read, where there is none: the database holds password hashes. SQLite gives its
    /// log the same permissions. What is there keeps the permissions that somebody chose.
    func create() {
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 { close(file) }
    }

    /// Which file it is, whatever its name becomes: device and inode.
    struct Identity: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64
    }

    /// `nil` where there is none.
    var identity: Identity? {
        status(of: path).map { Identity(device: UInt64($0.st_dev), inode: UInt64($0.st_ino)) }
    }

    private func kind(of path: String) -> mode_t? { status(of: path).map { $0.st_mode & S_IFMT } }

    private func status(of path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }

    private func refusal(_ message: String) -> DatabaseError {
        DatabaseError(.unavailable(retryAfter: nil), message)
    }
}
