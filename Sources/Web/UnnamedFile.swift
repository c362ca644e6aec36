import Glibc

/// A file on the disk that has no name: it is gone with its last user, a process that was killed included.
final class UnnamedFile: Sendable, Hashable {
    private let file: OpenFile

    /// In `TMPDIR`, or else `/tmp`: they may be the same file system's, and must have room for what is uploaded at once.
    init() throws {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/satchel-upload-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw FileError.now("mkstemp", folder) }
        unlink(template)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        file = OpenFile(descriptor: descriptor, path: folder)
    }

    deinit { close(file.descriptor) }

    func append(_ bytes: [UInt8]) throws { try file.append(bytes) }

    func read(_ range: Range<Int>) throws -> [UInt8] { try file.read(range) }

    static func == (left: UnnamedFile, right: UnnamedFile) -> Bool { left === right }

    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
