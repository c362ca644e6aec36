import FoundationEssentials
import Glibc

/// Which other program holds a lock that keeps others from writing to a database, as far as `/proc/locks` tells (proc(5)).
struct LockHolder {
    let process: String
    let id: Int

    /// `nil` where none does, or it can't be told.
    init?(path: String) {
        let files = [path, path + "-shm"].compactMap(Self.inode)
        for line in Self.text("/proc/locks").split(separator: "\n") {
            // A line: number, POSIX, ADVISORY, WRITE, process, DEVICE:INODE, first byte, last byte. Who waits has `->` in the second place.
            let fields = line.split(separator: " ")
            guard fields.count > 7, fields[1] != "->", fields[3] == "WRITE", let id = Int(fields[4]), id > 0, id != getpid(),
                let inode = fields[5].split(separator: ":").last.flatMap({ UInt64($0) }), files.contains(inode)
            else { continue }
            self.id = id
            process = Self.text("/proc/\(id)/comm").split(separator: "\n").first.map(String.init) ?? "another program"
            return
        }
        return nil
    }

    private static func inode(_ path: String) -> UInt64? {
        var status = stat()
        return stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
    }

    /// Files of `/proc` tell no size.
    private static func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
}
