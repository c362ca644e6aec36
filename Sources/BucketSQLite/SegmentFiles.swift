import LTX
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A cache of segments on this machine (`cache_dir`): what was fetched once is not fetched again, also by the next start.
///
/// 1. One sparse file per segment, named by its range and checksum; bytes lie where they lie in the segment.
/// 2. Nothing in it is believed: whoever reads compares with the group's checksum. A hole, a torn write, a file of another program
///    all look the same: not here. So an unclean exit needs no repair.
/// 3. Its size is bounded: past the limit the files used longest ago are removed.
///
/// Files are read and written by the threads that fetch pages, which may block.
final class SegmentFiles: Sendable {
    private let directory: String
    /// In bytes on disk.
    private let limit: Int
    private let written = Mutex(0)

    /// Makes the directory where there is none. `nil` where that fails, or where nothing can be put there: then there is no cache.
    init?(directory: String, limit: Int) {
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST, Self.isUsable(directory) else { return nil }
        self.directory = directory
        self.limit = limit
        tidy()
    }

    private static func isUsable(_ directory: String) -> Bool {
        var status = stat()
        guard stat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return false }
        return access(directory, R_OK | W_OK | X_OK) == 0
    }

    private func path(_ segment: Segment) -> String {
        "\(directory)/\(segment.level)-\(segment.range)-\(String(segment.fileChecksum, radix: 16)).part"
    }

    /// Whether anything of the segment is here.
    func has(_ segment: Segment) -> Bool { access(path(segment), R_OK) == 0 }

    /// The bytes of `range`, if there are that many: perhaps not the segment's.
    func read(_ segment: Segment, _ range: Range<Int>) -> [UInt8]? {
        let file = open(path(segment), O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return FileBytes.read(file, range)
    }

    /// Keeps bytes of a segment. That it fails (the disk is full) costs another fetch some day, and nothing else.
    func write(_ segment: Segment, at offset: Int, _ bytes: [UInt8]) {
        let file = open(path(segment), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        let isWritten = bytes.withUnsafeBytes { FileBytes.write(file, $0, at: offset) }
        close(file)
        let total = written.withLock { total in
            total += isWritten ? bytes.count : 0
            return total
        }
        if total > limit { tidy() }
    }

    /// Removes the files used longest ago until three quarters of the limit are kept.
    private func tidy() {
        var files = Self.files(in: directory)
        var total = files.reduce(0) { $0 + $1.bytes }
        if total > limit {
            files.sort { $0.used < $1.used }
            for file in files where total > limit * 3 / 4 {
                if unlink(file.path) == 0 { total -= file.bytes }
            }
        }
        let kept = total
        written.withLock { $0 = kept }
    }

    private static func files(in directory: String) -> [(path: String, bytes: Int, used: Int)] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var files: [(path: String, bytes: Int, used: Int)] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            var status = stat()
            let path = "\(directory)/\(name)"
            guard name.hasSuffix(".part"), stat(path, &status) == 0 else { continue }
            files.append((path, Int(status.st_blocks) * 512, max(status.st_atim.tv_sec, status.st_mtim.tv_sec)))
        }
        return files
    }
}
