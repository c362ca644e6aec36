import CLinux
import Glibc
import HTTP

/// A file region on its way to a socket; closed when forgotten.
///
/// It is opened on the loop: a local file's name is nearly always in the kernel's cache, and the open takes a few microseconds,
/// less than a hop to another thread. Its pages are read ahead by the kernel while `sendfile` goes on.
final class OpenFile {
    let descriptor: Int32
    private(set) var offset: Int
    private(set) var remaining: Int

    /// `nil` where there is no regular file, or it is shorter than the region.
    init?(_ region: FileRegion) {
        // O_NONBLOCK: opening a pipe that nobody writes must not hang.
        descriptor = open(region.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        offset = region.offset
        remaining = region.length
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, offset >= 0, remaining >= 0,
            Int(status.st_size) - remaining >= offset
        else { return nil }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func advance(_ count: Int) {
        offset += count
        remaining -= count
    }
}
