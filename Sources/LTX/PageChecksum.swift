/// The checksum of one page: CRC-64/ISO over its number (4 bytes, big-endian) and its bytes, bit 63 set.
public struct PageChecksum: Hashable, Sendable {
    /// As it stands in a file.
    public let rawValue: UInt64

    /// The checksum of page `page`, whose content is `bytes`.
    public init(page: UInt32, bytes: some Sequence<UInt8>) {
        var crc = CRC64()
        crc.update(bigEndianBytes(page))
        crc.update(bytes)
        rawValue = crc.value | DatabaseChecksum.flag
    }
}
