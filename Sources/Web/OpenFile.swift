import Glibc
import HTTP
import HTTPTypes

/// A system call on a file failed.
struct FileError: Error, CustomStringConvertible {
    let call: String
    let path: String
    let code: Int32

    var description: String { "\(call) \(path): \(String(cString: strerror(code)))" }

    /// What `errno` says of the call that just failed; a disk that is full is the visitor's business too (507).
    static func now(_ call: String, _ path: String) -> any Error {
        let error = FileError(call: call, path: path, code: errno)
        guard error.code == ENOSPC || error.code == EDQUOT else { return error }
        return HTTPError(HTTPResponse.Status(code: 507), "There is no room for this upload at the moment. Nothing was kept.")
    }
}

/// An open file that is written from its beginning to its end.
struct OpenFile: Sendable, Hashable {
    let descriptor: Int32
    let path: String

    func append(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError.now("write", path) }
            rest = rest.dropFirst(count)
        }
    }

    func read(_ range: Range<Int>) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress?.advanced(by: filled), $0.count - filled, off_t(range.lowerBound + filled))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError.now("pread", path) }
            filled += count
        }
        return bytes
    }
}

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

/// A file that appears under its name when it is whole.
enum NewFile {
    static func write(_ path: String, _ body: (OpenFile) throws -> Void) throws {
        var template = Array("\(path).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw FileError.now("mkstemp", path) }
        do {
            defer { close(descriptor) }
            try body(OpenFile(descriptor: descriptor, path: path))
            guard fchmod(descriptor, 0o640) == 0, fsync(descriptor) == 0 else { throw FileError.now("fsync", path) }
            guard rename(template, path) == 0 else { throw FileError.now("rename", path) }
        } catch {
            unlink(template)
            throw error
        }
    }
}
