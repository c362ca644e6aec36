// The trailer: 16 bytes, the last of the file.
//
//   0 post-apply checksum   8 file checksum
//
//  1. The post-apply checksum is that of the database after the file is applied; 0 when the header says "no checksums".
//  2. The file checksum covers the header, each frame's header with its size field and the *unpacked* page, the six zero bytes,
//     the index with its length, and the post-apply checksum. Bit 63 is set.
//  3. A database without pages has the checksum of nothing.

/// The end of a file: what the database is afterwards, and that the file is whole.
public struct LTXTrailer: Hashable, Sendable {
    /// The length in bytes of every trailer.
    public static let length = 16

    /// The database after the file is applied; nil without checksums.
    public let postApply: DatabaseChecksum?
    /// The CRC-64/ISO of the file, bit 63 set.
    public let fileChecksum: UInt64

    /// Reads the last 16 bytes of a file. That they agree with the file is for `LTXDecoder` to find.
    public init(bytes: ArraySlice<UInt8>, at offset: Int) throws(LTXError) {
        var reader = ByteReader(bytes, at: offset)
        postApply = try LTXHeader.readChecksum(&reader, of: .trailer)
        fileChecksum = try reader.integer(of: .trailer)
    }

    init(postApply: DatabaseChecksum?, crc: CRC64) {
        self.postApply = postApply
        fileChecksum = crc.value | DatabaseChecksum.flag
    }

    /// Refuses a post-apply checksum that can't belong to a file with this header.
    func check(_ header: LTXHeader, at offset: Int) throws(LTXError) {
        guard (postApply != nil) == header.tracksChecksums else {
            throw LTXError(.invalidChecksum(.trailer, found: postApply?.rawValue ?? 0), at: offset)
        }
        if let postApply, header.pageCount == 0, postApply != .empty {
            throw LTXError(.databaseChecksum(expected: postApply, found: .empty), at: offset)
        }
    }

    /// The 16 bytes.
    public var bytes: [UInt8] { bigEndianBytes(postApply?.rawValue ?? 0) + bigEndianBytes(fileChecksum) }
}
