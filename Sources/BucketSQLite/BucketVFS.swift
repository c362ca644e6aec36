// A VFS under the unmodified libsqlite3 (sqlite.org/vfs.html): main database files only, each a `PagedFile`.
//
// 1. Journal and temporary data stay in memory (`journal_mode=MEMORY`, `temp_store=MEMORY`), so no other file is ever opened:
//    a request for one is refused.
// 2. No locks: who may write, and which version a reader sees, is decided above, before a transaction starts.
// 3. No shared memory: SQLite can't switch such a file to WAL.

import CSQLite
import Database
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

enum BucketVFS {
    static let name = "satchel-bucket"

    /// Files that a connection is about to open, by name.
    private static let announced = Mutex<[String: PagedFile]>([:])
    private static let counter = Atomic<Int>(0)

    /// Registers the VFS, once in the life of the process. The structures are never freed: SQLite keeps pointers to them.
    static let registration: Int32 = {
        let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        vfs.initialize(to: definition())
        return sqlite3_vfs_register(vfs, 0)
    }()

    /// Makes `file` known under a fresh name, under which one connection can open it.
    static func announce(_ file: PagedFile) -> String {
        let name = "/satchel-\(counter.add(1, ordering: .relaxed).newValue)"
        announced.withLock { $0[name] = file }
        return name
    }

    /// Takes an announced file; `nil` for any other name.
    fileprivate static func take(_ name: String) -> PagedFile? {
        announced.withLock { $0.removeValue(forKey: name) }
    }

    /// Forgets an announcement that no connection took.
    static func withdraw(_ name: String) { _ = take(name) }

    private static func definition() -> sqlite3_vfs {
        var vfs = sqlite3_vfs()
        vfs.iVersion = 1
        vfs.szOsFile = Int32(MemoryLayout<OpenFile>.size)
        vfs.mxPathname = 128
        vfs.zName = UnsafePointer(strdup(name))
        vfs.xOpen = openFile
        vfs.xDelete = { _, _, _ in SQLITE_OK }
        vfs.xAccess = { _, _, _, result in
            result?.pointee = 0
            return SQLITE_OK
        }
        vfs.xFullPathname = { _, name, capacity, output in
            guard let name, let output, strlen(name) < Int(capacity) else { return SQLITE_CANTOPEN }
            strcpy(output, name)
            return SQLITE_OK
        }
        vfs.xRandomness = { _, count, output in
            guard let system = sqlite3_vfs_find(nil) else { return 0 }
            return system.pointee.xRandomness(system, count, output)
        }
        vfs.xSleep = { _, microseconds in
            guard let system = sqlite3_vfs_find(nil) else { return 0 }
            return system.pointee.xSleep(system, microseconds)
        }
        vfs.xCurrentTime = { _, time in
            guard let system = sqlite3_vfs_find(nil) else { return SQLITE_ERROR }
            return system.pointee.xCurrentTime(system, time)
        }
        return vfs
    }
}

/// Extended result codes (sqlite.org/rescode.html#extrc): macros that Swift does not import.
private enum ExtendedIOError {
    static let read = SQLITE_IOERR | 1 << 8
    static let shortRead = SQLITE_IOERR | 2 << 8
    static let write = SQLITE_IOERR | 3 << 8
}

/// What SQLite allocates for an open file: its own part first, then the reference that keeps our file alive.
private struct OpenFile {
    var base: sqlite3_file
    var file: Unmanaged<PagedFile>
}

private let openFile:
    @convention(c) (
        UnsafeMutablePointer<sqlite3_vfs>?, UnsafePointer<CChar>?, UnsafeMutablePointer<sqlite3_file>?, Int32,
        UnsafeMutablePointer<Int32>?
    ) -> Int32 = { _, name, target, flags, outFlags in
        guard let target else { return SQLITE_CANTOPEN }
        target.pointee.pMethods = nil
        guard flags & SQLITE_OPEN_MAIN_DB != 0, let name, let file = BucketVFS.take(String(cString: name)) else {
            return SQLITE_CANTOPEN
        }
        let open = OpenFile(base: sqlite3_file(pMethods: UnsafePointer(methods.pointer)), file: .passRetained(file))
        UnsafeMutableRawPointer(target).initializeMemory(as: OpenFile.self, to: open)
        outFlags?.pointee = flags
        return SQLITE_OK
    }

/// The file behind SQLite's pointer.
private func pagedFile(_ pointer: UnsafeMutablePointer<sqlite3_file>?) -> PagedFile? {
    guard let pointer else { return nil }
    return UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: OpenFile.self).pointee.file.takeUnretainedValue()
}

/// The table of methods that all our files share. Immutable after it is made, and never freed: hence `@unchecked Sendable`.
private struct Methods: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<sqlite3_io_methods>
}

private let methods: Methods = {
    var table = sqlite3_io_methods()
    table.iVersion = 1
    table.xClose = { pointer in
        guard let pointer else { return SQLITE_OK }
        UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: OpenFile.self).pointee.file.release()
        pointer.pointee.pMethods = nil
        return SQLITE_OK
    }
    table.xRead = { pointer, buffer, count, offset in
        guard let file = pagedFile(pointer) else { return SQLITE_IOERR }
        let target = UnsafeMutableRawBufferPointer(start: buffer, count: Int(count))
        switch file.read(into: target, at: Int(offset)) {
        case .success(true): return SQLITE_OK
        case .success(false): return ExtendedIOError.shortRead
        case .failure: return ExtendedIOError.read
        }
    }
    table.xWrite = { pointer, buffer, count, offset in
        guard let file = pagedFile(pointer) else { return SQLITE_IOERR }
        // SQLite writes whole pages, in any order.
        file.adopt(pageSize: Int(count))
        let source = UnsafeRawBufferPointer(start: buffer, count: Int(count))
        return file.write(source, at: Int(offset)).isSuccess ? SQLITE_OK : ExtendedIOError.write
    }
    table.xTruncate = { pointer, size in
        pagedFile(pointer)?.truncate(to: Int(size))
        return SQLITE_OK
    }
    table.xSync = { _, _ in SQLITE_OK }
    table.xFileSize = { pointer, size in
        size?.pointee = Int64(pagedFile(pointer)?.size ?? 0)
        return SQLITE_OK
    }
    table.xLock = { _, _ in SQLITE_OK }
    table.xUnlock = { _, _ in SQLITE_OK }
    table.xCheckReservedLock = { _, result in
        result?.pointee = 0
        return SQLITE_OK
    }
    table.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
    table.xSectorSize = { _ in 4096 }
    table.xDeviceCharacteristics = { _ in SQLITE_IOCAP_SAFE_APPEND | SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN }
    let pointer = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    pointer.initialize(to: table)
    return Methods(pointer: pointer)
}()

extension Result where Success == Void {
    fileprivate var isSuccess: Bool { if case .success = self { true } else { false } }
}
