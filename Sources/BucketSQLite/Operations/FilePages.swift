import Database

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The pages of a database file that nobody writes to, read one by one.
final class FilePages: PageSource {
    private let descriptor: Int32
    private let path: String
    private let pageSize: Int

    fileprivate init(_ descriptor: Int32, path: String, pageSize: Int) {
        self.descriptor = descriptor
        self.path = path
        self.pageSize = pageSize
    }

    deinit { close(descriptor) }

    func page(_ number: UInt32, isAtHand: Bool) throws(DatabaseError) -> Page? {
        let memory = PageMemory(count: pageSize)
        let buffer = UnsafeMutableRawBufferPointer(start: memory.start, count: pageSize)
        guard FileBytes.read(descriptor, into: buffer, at: (Int(number) - 1) * pageSize) else {
            throw DatabaseError(.unavailable(retryAfter: nil), "page \(number) of \(path) can't be read")
        }
        // A file that was last used in WAL mode reads as a rollback-journal file once bytes 18 and 19 say so.
        if number == 1 {
            memory.start.storeBytes(of: 1, toByteOffset: 18, as: UInt8.self)
            memory.start.storeBytes(of: 1, toByteOffset: 19, as: UInt8.self)
        }
        return Page(memory)
    }
}

extension PageVersion {
    /// The database in a file that is not changed while this version is used.
    static func file(_ path: String) throws(DatabaseError) -> PageVersion {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw DatabaseError(.unavailable(retryAfter: nil), "\(path) can't be opened: \(String(cString: strerror(errno)))")
        }
        let size = Int(lseek(descriptor, 0, SEEK_END))
        if size == 0 {
            close(descriptor)
            return .empty()
        }
        var head = [UInt8](repeating: 0, count: SQLiteHeader.length)
        let count = pread(descriptor, &head, head.count, 0)
        do throws(DatabaseError) {
            let header = try SQLiteHeader(header: Array(head.prefix(max(count, 0))))
            try header.check(size: size)
            return PageVersion(
                pageSize: header.pageSize, pageCount: UInt32(size / header.pageSize),
                source: FilePages(descriptor, path: path, pageSize: header.pageSize))
        } catch {
            close(descriptor)
            throw error
        }
    }
}

extension SQLiteHeader {
    init(header bytes: [UInt8]) throws(DatabaseError) {
        let copy = PageMemory(copying: bytes)
        try self.init(UnsafeRawBufferPointer(start: copy.start, count: bytes.count))
    }
}
