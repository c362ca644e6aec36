import Database
import LTX
import Secrets

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Copies of a whole database: to and from a plain file, to another layout, to another key.
extension BucketOperations {
    /// Writes the newest state as a plain SQLite file at `path`, which appears whole or not at all.
    /// - Returns: the file's size in bytes.
    public func export(to path: String, overwrites: Bool = false) async throws -> Int {
        try await steadily { try await exportOnce(to: path, overwrites: overwrites) }
    }

    private func exportOnce(to path: String, overwrites: Bool) async throws -> Int {
        let pages = try await pages(of: try await loadExisting())
        let progress = progress
        return try await blocking {
            let file = try NewFile(path, overwrites: overwrites)
            var checksum = DatabaseChecksum.empty
            let lockPage = try PageSize(checking: pages.version.pageSize).lockPage
            let zeros = PageMemory(count: pages.version.pageSize)
            try file.write { append in
                try pages.version.forEachPage(progress: progress) { number, page in
                    // The lock page is part of the file, and has no content.
                    if number == lockPage + 1 { try append(UnsafeRawBufferPointer(start: zeros.start, count: zeros.count)) }
                    checksum.toggle(PageChecksum(page: number, bytes: page))
                    try append(page)
                }
            }
            guard pages.checksum == nil || pages.checksum == checksum else {
                throw DatabaseError(.corrupt, "the pages do not give the checksum that the manifest has: nothing was exported")
            }
            try file.putInPlace()
            return Int(pages.version.pageCount) * pages.version.pageSize
        }
    }

    /// Puts a plain SQLite file in place of the database, as a new lineage, in the layout that the options say. The file is copied
    /// with what its write-ahead log holds, and checked; it may be in use.
    /// - Parameter overwrites: whether a database that is there may be replaced. One of `layout=ltx` stays restorable for as
    ///   long as the retention time says; of one of `layout=file` only the bucket's versioning keeps anything.
    public func importFile(_ path: String, overwrites: Bool = false) async throws -> Founded {
        let stored = try await vacancy(overwrites: overwrites)
        let progress = progress
        let copy = try TemporaryFile()
        defer { copy.remove() }
        let version = try await blocking {
            guard access(path, R_OK) == 0 else {
                throw DatabaseError(.unavailable(retryAfter: nil), "\(path) can't be read: \(String(cString: strerror(errno)))")
            }
            try DatabaseFileCopy.copy(path, to: copy.path, progress: progress)
            let findings = try DatabaseFileCopy.findings(copy.path)
            guard findings.isEmpty else {
                throw DatabaseError(
                    .corrupt, "\(path) is not sound; nothing was imported. SQLite says:\n" + findings.joined(separator: "\n"))
            }
            return try PageVersion.file(copy.path)
        }
        return try await found(
            DatabasePages(version: version, checksum: nil), as: options.layout, replacing: stored, keepsCommits: false)
    }

    /// Changes the layout in place. Instances that run with the old one stop serving and have to be started with the new one.
    /// - Returns: `nil` where it has that layout already.
    public func convert(to layout: BucketOptions.Layout) async throws -> Founded? {
        let stored = try await loadExisting()
        guard stored.layout != layout else { return nil }
        return try await found(try await pages(of: stored), as: layout, replacing: stored, keepsCommits: true)
    }

    /// Copies the newest state to another key of the store, as a lineage of its own, in the same layout.
    public func branch(to other: String, overwrites: Bool = false) async throws -> Founded {
        guard other != key else { throw OverwriteRefused(what: other) }
        let target = under(other)
        return try await steadily {
            let stored = try await loadExisting()
            return try await target.found(
                try await pages(of: stored), as: stored.layout ?? .ltx,
                replacing: try await target.vacancy(overwrites: overwrites),
                keepsCommits: false)
        }
    }
}
