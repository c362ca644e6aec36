import Glibc

/// What the file system says about a path; symbolic links are followed.
struct FileStatus: Sendable, Hashable {
    let isRegular: Bool
    let isFolder: Bool
    let size: Int
    let inode: UInt64
    /// Of the last change of the content.
    let modifiedSeconds: Int
    let modifiedNanoseconds: Int

    /// `nil` where there is nothing that we may look at.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        isRegular = status.st_mode & S_IFMT == S_IFREG
        isFolder = status.st_mode & S_IFMT == S_IFDIR
        size = Int(status.st_size)
        inode = UInt64(status.st_ino)
        modifiedSeconds = status.st_mtim.tv_sec
        modifiedNanoseconds = status.st_mtim.tv_nsec
    }

    /// Another file of the same time: a part of it.
    init(_ whole: FileStatus, size: Int) {
        (isRegular, isFolder, self.size) = (true, false, size)
        (inode, modifiedSeconds, modifiedNanoseconds) = (whole.inode, whole.modifiedSeconds, whole.modifiedNanoseconds)
    }

    /// The path without symbolic links; `nil` where there is nothing.
    static func resolve(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
