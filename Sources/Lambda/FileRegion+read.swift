import Glibc
import HTTP

extension FileRegion {
    /// A file that is not what it was when the answer was made.
    struct Unreadable: Error, CustomStringConvertible {
        let path: String
        let reason: String
        var description: String { "\(path) can't be read: \(reason)" }
    }

    /// Its bytes; blocks.
    func read() throws(Unreadable) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Unreadable(path: path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: length)
        var done = 0
        while done < length {
            let count = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress.map { $0 + done }, length - done, off_t(offset + done))
            }
            guard count > 0 else {
                throw Unreadable(path: path, reason: count == 0 ? "it is too short" : String(cString: strerror(errno)))
            }
            done += count
        }
        return bytes
    }
}
