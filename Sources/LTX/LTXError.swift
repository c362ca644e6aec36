/// A refusal: what is wrong, at which byte, and what was found in place of what.
public struct LTXError: Error, Hashable, Sendable {
    /// A part of the file, in the order in which they come.
    public enum Part: Sendable, Hashable {
        /// What the file is about.
        case header
        /// A page.
        case frame
        /// Where each page is.
        case index
        /// The checksums.
        case trailer
    }

    /// What is wrong.
    public enum Reason: Sendable, Hashable {
        // The bytes end too early or go on too long.
        /// The bytes end within a part.
        case truncated(Part, needed: Int, available: Int)
        /// So many bytes follow the end.
        case trailingBytes(Int)
        // They could not be had.
        /// The bytes could not be had; the words of who failed.
        case unreadable(String)
        // Header.
        /// The first bytes are not LTX's.
        case notLTX(found: [UInt8])
        /// Flags that this version of the format does not have.
        case unknownFlags(UInt32)
        /// No power of two from 512 to 65536.
        case invalidPageSize(UInt32)
        /// The last transaction is before the first, or one is 0.
        case invalidRange(min: TXID, max: TXID)
        /// A database checksum where none may stand, or one that can't be.
        case invalidChecksum(Part, found: UInt64)
        /// A WAL position that can't be.
        case invalidWAL(offset: UInt64, size: UInt64)
        /// Bytes that are zero in this version are not.
        case reservedNotZero
        /// The database would be larger than the reader accepts.
        case tooLarge(declared: Int, limit: Int)
        // Page block.
        /// Flags of a frame that this version does not have.
        case frameFlags(UInt16)
        /// A frame is longer than a page can become.
        case frameLength(declared: Int, limit: Int)
        /// A page after the database's last.
        case pageBeyondEnd(UInt32, pageCount: UInt32)
        /// The lock page, which is never stored.
        case lockPage(UInt32)
        /// A page does not come after the one before it.
        case pageOrder(previous: UInt32, found: UInt32)
        /// A snapshot leaves out a page.
        case snapshotGap(expected: UInt32, found: UInt32)
        /// A snapshot ends before the database's last page.
        case snapshotEndsEarly(missing: UInt32)
        /// A page that can't be decompressed.
        case damagedPage(UInt32)
        /// Another page than the index promises.
        case wrongPage(expected: UInt32, found: UInt32)
        // Index.
        /// A number in the index that has no end.
        case invalidVarint
        /// The index is shorter or longer than its length says.
        case indexLength(expected: UInt64, found: UInt64)
        /// An entry that points to no frame.
        case indexEntry(page: UInt64, offset: UInt64, length: UInt64)
        /// The frames end elsewhere than the index begins.
        case framesEnd(expected: Int, found: Int)
        /// The index has another number of entries than there are frames.
        case indexEntries(expected: Int, found: Int)
        /// Fewer bytes than a trailer and its index need.
        case tailTooShort(needed: Int, given: Int)
        // Trailer.
        /// The bytes are not those that were written.
        case fileChecksum(expected: UInt64, found: UInt64)
        /// The pages are not those that were written.
        case databaseChecksum(expected: DatabaseChecksum, found: DatabaseChecksum)
        // The chain of files.
        /// A file that does not follow the one before it.
        case notAdjacent(expected: TXID, found: TXID)
        /// A file for another state of the database than is there.
        case preApplyChecksum(expected: DatabaseChecksum, found: DatabaseChecksum)
        /// A file of another page size than the one before it.
        case pageSizeChanged(expected: PageSize, found: PageSize)
        /// Some files have checksums and some do not.
        case checksumsChanged
        /// No files were given.
        case nothingToCompact
        // A caller's mistake.
        /// A page of another length than the header says.
        case pageLength(expected: Int, found: Int)
        /// An image whose length is no number of pages.
        case imageLength(Int, pageSize: PageSize)
        /// A database checksum was given where there is none, or is missing.
        case checksumMissing
        /// Something was written after the end.
        case alreadyFinished
        /// A name that is no segment's.
        case invalidName(String)
    }

    /// What is wrong.
    public let reason: Reason
    /// Where in the file, in bytes from its start; in a name or a caller's argument, 0.
    public let offset: Int

    /// A refusal at a byte.
    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
