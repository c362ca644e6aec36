internal import CLinux
import FoundationEssentials
import Glibc

/// Tells when something below some folders was written, made, moved or deleted (inotify(7)), or one of some files was.
final class FolderWatch {
    private let descriptor: Int32
    private let folders: [String]
    private let files: [String]
    private var stamps: [timespec?]

    /// - Parameters:
    ///   - folders: with all that are in them, but for those whose name begins with a dot.
    ///   - files: in folders where much else is written, a database for one.
    init(_ folders: [String], files: [String]) throws {
        descriptor = inotify_init1(Int32(O_NONBLOCK | O_CLOEXEC))
        guard descriptor >= 0 else { throw StartError("files can't be watched: \(String(cString: strerror(errno)))") }
        (self.folders, self.files) = (folders, files)
        stamps = files.map(Self.stamp)
        try watch()
    }

    deinit { close(descriptor) }

    /// Whether something happened since the last call. Folders that are new are watched from then on.
    func hasChanged() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        var isChanged = false
        while read(descriptor, &buffer, buffer.count) > 0 { isChanged = true }
        if isChanged { try watch() }
        let now = files.map(Self.stamp)
        defer { stamps = now }
        return isChanged || !now.elementsEqual(stamps) { $0?.tv_sec == $1?.tv_sec && $0?.tv_nsec == $1?.tv_nsec }
    }

    /// When a file was written last; `nil` where there is none.
    private static func stamp(_ path: String) -> timespec? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mtim : nil
    }

    private func watch() throws {
        let events = UInt32(IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)
        for folder in folders.flatMap(Self.all) {
            guard inotify_add_watch(descriptor, folder, events) < 0, errno != ENOENT else { continue }
            throw StartError(
                "\(folder) can't be watched: \(String(cString: strerror(errno))). The limit is fs.inotify.max_user_watches.")
        }
    }

    private static func all(below folder: String) -> [String] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        var found = [folder]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where !name.hasPrefix(".") {
            var isFolder = false
            let path = folder + "/" + name
            if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder { found += all(below: path) }
        }
        return found
    }
}
