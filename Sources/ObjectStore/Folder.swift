import Glibc
import Secrets

/// The system calls of `FolderStore`. All of them block.
struct Folder: Sendable {
    let path: String

    /// Runs `body` while no other thread or process writes.
    func locked<Success>(_ body: () throws(StoreError) -> Success) throws(StoreError) -> Success {
        // Each call opens the file anew: a lock belongs to the opened file, so it excludes our own threads too (flock(2)).
        let lock = open("\(path)/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard lock >= 0 else { throw failure("open", "\(path)/.lock") }
        defer { close(lock) }
        while flock(lock, LOCK_EX) != 0 { guard errno == EINTR else { throw failure("lock", "\(path)/.lock") } }
        return try body()
    }

    /// The bytes of a file, `nil` where there is none. The folder itself must be there.
    func read(_ name: String) throws(StoreError) -> [UInt8]? {
        let file = open("\(path)/\(name)", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            let reason = errno
            if reason == ENOENT || reason == ENOTDIR, access(path, F_OK) == 0 { return nil }
            throw failure("open", name, reason)
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure("stat", name) }
        if status.st_mode & S_IFMT == S_IFDIR { return nil }
        return try readAll(file, count: Int(status.st_size), name)
    }

    /// Puts a file in place, whole, and syncs it. The caller holds the lock.
    func write(_ name: String, _ bytes: [UInt8]) throws(StoreError) {
        let folder = try makeFolders(for: name)
        let new = "\(folder)/.new-\(Randomness.token(bits: 64))"
        let file = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw failure("create", new) }
        defer { unlink(new) }
        defer { close(file) }
        try writeAll(file, bytes, name)
        guard fsync(file) == 0 else { throw failure("sync", name) }
        guard rename(new, "\(path)/\(name)") == 0 else { throw failure("rename", name) }
        try sync(folder)
    }

    /// Removes a file; the caller holds the lock. Folders stay.
    func remove(_ name: String) throws(StoreError) {
        guard unlink("\(path)/\(name)") == 0 else {
            let reason = errno
            if [ENOENT, ENOTDIR, EISDIR].contains(reason), access(path, F_OK) == 0 { return }
            throw failure("remove", name, reason)
        }
    }

    /// The paths of all files below the folder, hidden ones left out.
    func files() throws(StoreError) -> [String] {
        var found: [String] = []
        var folders = [""]
        while let folder = folders.popLast() {
            guard let listing = opendir("\(path)/\(folder)") else { throw failure("list", folder) }
            defer { closedir(listing) }
            while let entry = readdir(listing) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
                }
                if name.hasPrefix(".") { continue }
                var status = stat()
                guard stat("\(path)/\(folder)\(name)", &status) == 0 else { continue }
                if status.st_mode & S_IFMT == S_IFDIR { folders.append("\(folder)\(name)/") } else { found.append(folder + name) }
            }
        }
        return found
    }
}

extension Folder {
    private func readAll(_ file: Int32, count: Int, _ name: String) throws(StoreError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let step = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress.map { $0 + done }, count - done) }
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { throw failure("read", name) }
            done += step
        }
        return bytes
    }

    private func writeAll(_ file: Int32, _ bytes: [UInt8], _ name: String) throws(StoreError) {
        var done = 0
        while done < bytes.count {
            let step = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress.map { $0 + done }, bytes.count - done) }
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { throw failure("write", name) }
            done += step
        }
    }

    /// The folder of a file, made where it is not there yet; the store's own folder is not made.
    private func makeFolders(for name: String) throws(StoreError) -> String {
        var folder = path
        for part in name.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
            let parent = folder
            folder += "/" + part
            if mkdir(folder, 0o755) == 0 { try sync(parent) } else if errno != EEXIST { throw failure("create", folder) }
        }
        return folder
    }

    /// A name is durable when the folder that holds it is synced.
    private func sync(_ folder: String) throws(StoreError) {
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw failure("open", folder) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure("sync", folder) }
    }

    private func failure(_ call: String, _ name: String, _ reason: Int32 = errno) -> StoreError {
        let words = "Could not \(call) \(name) in the folder \(path): \(String(cString: strerror(reason)))."
        switch reason {
        case _ where access(path, F_OK) != 0:
            return StoreError(.noSuchBucket, "The folder \(path) does not exist. Make it, or name another one.")
        case EACCES, EPERM, EROFS: return StoreError(.denied, words + " Give this user the right to read and write there.")
        case ENOTDIR, EISDIR, ENOTEMPTY, EEXIST:
            return StoreError(.refused, words + " A folder can't keep a key beside another that has it as its folder.")
        case ENOSPC, EDQUOT: return StoreError(.refused, words + " Make room.")
        default: return StoreError(.unreachable, words)
        }
    }
}
