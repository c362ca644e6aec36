import Database

/// The first 100 bytes of a database file (sqlite.org/fileformat2.html, section 1.3), as far as a commit depends on them.
struct SQLiteHeader {
    static let length = 100
    private static let magic = Array("SQLite format 3\0".utf8)

    let pageSize: Int
    /// 1: rollback journal, 2: WAL (bytes 18 and 19).
    let writeVersion: UInt8
    let changeCounter: UInt32
    /// In pages; trusted only where `versionValidFor` equals the change counter.
    let declaredPageCount: UInt32
    let versionValidFor: UInt32

    /// Reads a header; throws what is wrong with it.
    init(_ bytes: UnsafeRawBufferPointer) throws(DatabaseError) {
        guard !SealedFormat.isSealed(bytes) else { throw SealError.noKey }
        guard !Manifest.isLikely(bytes) else {
            throw DatabaseError(
                .corrupt, "this is the manifest of a database in layout=ltx: add layout=ltx to the database's URL, or convert it")
        }
        guard bytes.count >= Self.length, bytes.prefix(16).elementsEqual(Self.magic) else {
            throw DatabaseError(
                .corrupt, "this is not an SQLite database: the first bytes are \(Self.show(bytes.prefix(16)))")
        }
        let raw = Int(bytes[16]) << 8 | Int(bytes[17])
        pageSize = raw == 1 ? 65536 : raw
        guard pageSize >= 512, pageSize.nonzeroBitCount == 1 else {
            throw DatabaseError(.corrupt, "the header declares a page size of \(raw): the file is damaged")
        }
        func word(_ at: Int) -> UInt32 { bytes[at..<at + 4].reduce(0) { $0 << 8 | UInt32($1) } }
        writeVersion = bytes[18]
        changeCounter = word(24)
        declaredPageCount = word(28)
        versionValidFor = word(92)
    }

    /// Checks that an image of `size` bytes is whole.
    func check(size: Int) throws(DatabaseError) {
        guard size % pageSize == 0 else {
            throw DatabaseError(.corrupt, "\(size) bytes are not a whole number of pages of \(pageSize): the file was cut")
        }
        guard versionValidFor == changeCounter, declaredPageCount != 0 else { return }
        guard Int(declaredPageCount) * pageSize <= size else {
            throw DatabaseError(
                .corrupt, "the header declares \(declaredPageCount) pages, \(size / pageSize) are there: the file was cut")
        }
    }

    private static func show(_ bytes: some Sequence<UInt8>) -> String {
        let text = bytes.map { (32..<127).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
        return text.isEmpty ? "none" : "\"\(text)\""
    }
}
