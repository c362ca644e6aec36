/// A database file in memory that moves from commit to commit.
public struct DatabaseImage: Sendable, Hashable {
    /// Of every page.
    public let pageSize: PageSize
    /// The database file: whole pages.
    public private(set) var bytes: [UInt8]
    /// The checksum of all its pages.
    public private(set) var checksum: DatabaseChecksum
    /// The last commit that is in it.
    public private(set) var txid: TXID

    /// The state before the first commit.
    public init(pageSize: PageSize) {
        self.pageSize = pageSize
        bytes = []
        checksum = .empty
        txid = .zero
    }

    /// The database file `bytes` as it is after commit `txid`.
    ///
    /// - Throws: `LTXError` when `bytes` are not whole pages.
    public init(bytes: [UInt8], pageSize: PageSize, txid: TXID) throws(LTXError) {
        guard bytes.count % pageSize.bytes == 0 else {
            throw LTXError(.imageLength(bytes.count, pageSize: pageSize), at: 0)
        }
        self.pageSize = pageSize
        self.bytes = bytes
        self.txid = txid
        checksum = DatabaseChecksum(of: bytes[...], pageSize: pageSize)
    }

    /// The size in pages.
    public var pageCount: UInt32 { UInt32(bytes.count / pageSize.bytes) }

    /// The content of `page`; nil beyond the end.
    public func page(_ page: UInt32) -> ArraySlice<UInt8>? {
        guard page >= 1, page <= pageCount else { return nil }
        return bytes[place(of: page)]
    }

    private func place(of page: UInt32) -> Range<Int> {
        let start = Int(page - 1) * pageSize.bytes
        return start..<(start + pageSize.bytes)
    }

    /// Takes over what `file` holds; its header, checksums and pages are known to be right.
    mutating func write(_ file: ArraySlice<UInt8>, leadingTo checksum: DatabaseChecksum) throws(LTXError) {
        var decoder = try LTXDecoder(file, limits: LTXLimits(maxDatabaseBytes: .max))
        let header = decoder.header
        resize(to: header.databaseBytes)
        _ = try decoder.forEachPage { page, content in bytes.replaceSubrange(place(of: page), with: content) }
        self.checksum = checksum
        txid = header.range.max
    }

    private mutating func resize(to count: Int) {
        if count < bytes.count {
            bytes.removeLast(bytes.count - count)
        } else {
            bytes += repeatElement(0, count: count - bytes.count)
        }
    }
}
