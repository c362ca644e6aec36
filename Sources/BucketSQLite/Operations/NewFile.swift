import Database
import Secrets

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file that appears whole or not at all: written under another name in the same directory, synced, and renamed.
final class NewFile {
    let path: String
    let temporary: String
    private var isInPlace = false

    init(_ path: String, overwrites: Bool) throws {
        guard overwrites || access(path, F_OK) != 0 else { throw OverwriteRefused(what: path) }
        self.path = path
        temporary = "\(path).new-\(Randomness.token(bits: 64))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("made", path) }
        close(descriptor)
    }

    deinit {
        guard !isInPlace else { return }
        for suffix in ["", "-journal", "-wal", "-shm"] { unlink(temporary + suffix) }
    }

    /// Writes pages one after the other.
    func write(_ body: (_ append: (UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws {
        let descriptor = open(temporary, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("opened", temporary) }
        defer { close(descriptor) }
        var size = 0
        try body { bytes in
            guard FileBytes.write(descriptor, bytes, at: size) else { throw Self.failure("written", self.temporary) }
            size += bytes.count
        }
    }

    func putInPlace() throws {
        let descriptor = open(temporary, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, fsync(descriptor) == 0 else { throw Self.failure("synced", temporary) }
        guard rename(temporary, path) == 0 else { throw Self.failure("put in place", path) }
        isInPlace = true
    }

    private static func failure(_ what: String, _ path: String) -> DatabaseError {
        DatabaseError(
            .unavailable(retryAfter: nil), "\(path) could not be \(what): \(String(cString: strerror(errno)))")
    }
}
