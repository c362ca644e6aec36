import Database
import Secrets

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file for a moment, in `TMPDIR` or `/var/tmp`: not in memory, which a large database would fill.
struct TemporaryFile: Sendable {
    let path: String

    init() throws(DatabaseError) {
        let directories = [getenv("TMPDIR").map { String(cString: $0) }, "/var/tmp", "/tmp"]
        guard let directory = directories.compactMap(\.self).first(where: { access($0, W_OK | X_OK) == 0 }) else {
            throw DatabaseError(.unavailable(retryAfter: nil), "there is no directory for temporary files: set TMPDIR to one")
        }
        path = "\(directory)/satchel-\(Randomness.token(bits: 64)).sqlite"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("made") }
        close(descriptor)
    }

    /// Words the last system call's error.
    static func failure(_ what: String) -> DatabaseError {
        DatabaseError(
            .unavailable(retryAfter: nil),
            "a temporary file could not be \(what): \(String(cString: strerror(errno))). Make room, or set TMPDIR to a directory that has"
        )
    }

    func remove() { for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) } }
}
