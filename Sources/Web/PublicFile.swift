import FoundationEssentials
import HTTP

/// A file that anybody may fetch, as it was when somebody last looked.
struct PublicFile: Sendable {
    /// Without symbolic links, inside the public folder; the program's own where the file came with it.
    let path: String
    let status: FileStatus
    let contentType: String
    /// Of a small file that is asked for often, and of one that came with the program.
    var content: [UInt8]?
    /// The content in gzip, where that is worth it.
    var gzip: [UInt8]?

    /// The file at `name` (`css/site.css`) below `folder`; `nil` where there is none, where it is no plain file, and where a
    /// symbolic link leads out of the folder.
    init?(_ name: String, in folder: String) {
        guard let root = FileStatus.resolve(folder), let path = FileStatus.resolve("\(root)/\(name)"), path.hasPrefix(root + "/"),
            let status = FileStatus(path), status.isRegular
        else { return nil }
        self.path = path
        self.status = status
        contentType = ContentTypes.of(name)
    }

    /// A file that came with the program: as old as the program's own; `nil` where that can't be looked at.
    init?(_ name: String, builtIn text: String) {
        path = Self.program
        guard let program = FileStatus(path) else { return nil }
        content = Array(text.utf8)
        status = FileStatus(program, size: text.utf8.count)
        contentType = ContentTypes.of(name)
    }

    private static let program = "/proc/self/exe"

    /// Size, time and inode: changes whenever the file is written or replaced.
    var version: String {
        let time = status.modifiedSeconds &* 1_000_000_000 &+ status.modifiedNanoseconds
        return "\(String(status.size, radix: 36))-\(String(time, radix: 36))-\(String(status.inode, radix: 36))"
    }

    var lastModified: HTTPDate { HTTPDate(secondsSince1970: status.modifiedSeconds) }

    /// Whether it is text of a size for which compressing is worth it: a smaller one fits a packet as it is, and a larger one is
    /// more than should be held in memory.
    var isCompressible: Bool { (256...(1 << 20)).contains(status.size) && ContentTypes.isText(contentType) }

    /// What it takes up in memory.
    var heldBytes: Int { (content?.count ?? 0) + (gzip?.count ?? 0) }

    /// Compresses the content, where that makes it smaller.
    mutating func compress() {
        guard isCompressible, let data = content ?? FileManager.default.contents(atPath: path).map({ Array($0) }),
            data.count == status.size, let compressed = Gzip.compress(data, .most), compressed.count < data.count
        else { return }
        gzip = compressed
    }

    /// Reads the content, where it is still as long as it was.
    mutating func readContent() {
        guard let data = FileManager.default.contents(atPath: path), data.count == status.size else { return }
        content = Array(data)
    }
}
