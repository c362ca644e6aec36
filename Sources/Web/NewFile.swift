import Glibc

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
