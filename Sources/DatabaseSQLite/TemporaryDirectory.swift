import Database

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A private directory that is removed with the value that holds it.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws(DatabaseError) {
        let parents = ["/dev/shm", getenv("TMPDIR").map { String(cString: $0) }, "/tmp"]
        for parent in parents.compactMap(\.self) where access(parent, W_OK | X_OK) == 0 {
            var template = Array("\(parent)/satchel-XXXXXX".utf8CString)
            if mkdtemp(&template) != nil {
                path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
                return
            }
        }
        throw DatabaseError(.unavailable(retryAfter: nil), "there is no directory for temporary files: set TMPDIR to one")
    }

    deinit {
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink("\(path)/database.sqlite\(suffix)") }
        rmdir(path)
    }
}
