/// A refusal: what is wrong, at which byte, and what was found in place of what.
public struct LTXError: Error, Hashable, Sendable {
    /// A part of the file, in the order in which they come.
    public enum Part: Sendable, Hashable {
        case header, frame, index, trailer
    }

    /// What is wrong.
    public enum Reason: Sendable, Hashable {
        // The bytes end too early or go on too long.
        case truncated(Part, needed: Int, available: Int)
        case trailingBytes(Int)
        // They could not be had.
        case unreadable(String)
        // Header.
        case notLTX(found: [UInt8])
        case unknownFlags(UInt32)
        case invalidPageSize(UInt32)
        case invalidRange(min: TXID, max: TXID)
        case invalidChecksum(Part, found: UInt64)
        case invalidWAL(offset: UInt64, size: UInt64)
        case reservedNotZero
        case tooLarge(declared: Int, limit: Int)
        // Page block.
        case frameFlags(UInt16)
        case frameLength(declared: Int, limit: Int)
        case pageBeyondEnd(UInt32, pageCount: UInt32)
        case lockPage(UInt32)
        case pageOrder(previous: UInt32, found: UInt32)
        case snapshotGap(expected: UInt32, found: UInt32)
        case snapshotEndsEarly(missing: UInt32)
        case damagedPage(UInt32)
        case wrongPage(expected: UInt32, found: UInt32)
        // Index.
        case invalidVarint
        case indexLength(expected: UInt64, found: UInt64)
        case indexEntry(page: UInt64, offset: UInt64, length: UInt64)
        case framesEnd(expected: Int, found: Int)
        case indexEntries(expected: Int, found: Int)
        case tailTooShort(needed: Int, given: Int)
        // Trailer.
        case fileChecksum(expected: UInt64, found: UInt64)
        case databaseChecksum(expected: DatabaseChecksum, found: DatabaseChecksum)
        // The chain of files.
        case notAdjacent(expected: TXID, found: TXID)
        case preApplyChecksum(expected: DatabaseChecksum, found: DatabaseChecksum)
        case pageSizeChanged(expected: PageSize, found: PageSize)
        case checksumsChanged
        case nothingToCompact
        // A caller's mistake.
        case pageLength(expected: Int, found: Int)
        case imageLength(Int, pageSize: PageSize)
        case checksumMissing
        case alreadyFinished
        case invalidName(String)
    }

    public let reason: Reason
    /// Where in the file, in bytes from its start; in a name or a caller's argument, 0.
    public let offset: Int

    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
