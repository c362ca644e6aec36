// LTX: the pages that commits have changed, in the open format of Litestream’s tools (docs/format.md). Bytes in, bytes out: no I/O.
//
// The header: 100 bytes, big-endian.
//
//   0 "LTX1"   4 flags   8 page size   12 pages afterwards   16 first commit   24 last commit   32 milliseconds since 1970
//   40 pre-apply checksum   48 WAL offset   56 WAL size   64, 68 WAL salts   72 node id   80 twenty zero bytes
//
//  1. Flag bit 1 says "no database checksums"; no other bit is set.
//  2. A file whose first commit is 1 is a snapshot; it applies to nothing, so its pre-apply checksum is 0.
//  3. Any other file has a pre-apply checksum, unless flag bit 1 is set: then it is 0.
//  4. WAL offset 0 means "not from a WAL": size and salts are 0 too.

/// What a file says about itself. A value that breaks the format's rules can't be made.
public struct LTXHeader: Hashable, Sendable {
    /// The length in bytes of every header.
    public static let length = 100

    /// Of every page in the file.
    public let pageSize: PageSize
    /// The database's size in pages after the file is applied (the format calls it "commit").
    public let pageCount: UInt32
    /// The commits that the file holds.
    public let range: TXIDRange
    /// When the last of them was made, in milliseconds since 1970 UTC.
    public let timestamp: Int64
    /// The database that the file applies to; nil for a snapshot and without checksums.
    public let preApply: DatabaseChecksum?
    /// Whether the file carries checksums of the database (its own checksum it always has).
    public let tracksChecksums: Bool
    /// Where in a WAL the pages come from; nil when from none.
    public let wal: WALPosition?
    /// The machine that made the file; 0 when not told.
    public let nodeID: UInt64

    /// A header, checked.
    ///
    /// - Throws: `LTXError` when `preApply` is missing where it must stand or stands where it must not.
    public init(
        pageSize: PageSize, pageCount: UInt32, range: TXIDRange, timestamp: Int64, preApply: DatabaseChecksum?,
        tracksChecksums: Bool = true, wal: WALPosition? = nil, nodeID: UInt64 = 0
    ) throws(LTXError) {
        let mustHave = tracksChecksums && !range.isSnapshot
        guard (preApply != nil) == mustHave else {
            throw LTXError(.invalidChecksum(.header, found: preApply?.rawValue ?? 0), at: 40)
        }
        self.pageSize = pageSize
        self.pageCount = pageCount
        self.range = range
        self.timestamp = timestamp
        self.preApply = preApply
        self.tracksChecksums = tracksChecksums
        self.wal = wal
        self.nodeID = nodeID
    }

    /// A snapshot holds every page of the database.
    public var isSnapshot: Bool { range.isSnapshot }

    /// The size in bytes of the database after the file is applied.
    public var databaseBytes: Int { Int(pageCount) * pageSize.bytes }
}
