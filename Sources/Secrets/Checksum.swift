/// A cyclic redundancy check against accidents (not against people): S3's `x-amz-checksum-…`.
public enum Checksum: Sendable, Hashable {
    /// CRC-32C (Castagnoli, RFC 3720 appendix B.4): 4 bytes.
    case crc32c
    /// CRC-64/NVME (NVM Express NVM Command Set specification, "64b CRC"): 8 bytes.
    case crc64nvme

    /// The check value of `bytes`, big endian, as S3 writes it before base64.
    public func of(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .crc32c:
            let value = UInt32(truncatingIfNeeded: CRCTable.crc32c.check(bytes, seed: 0xFFFF_FFFF))
            return withUnsafeBytes(of: value.bigEndian) { Array($0) }
        case .crc64nvme:
            return withUnsafeBytes(of: CRCTable.crc64nvme.check(bytes, seed: .max).bigEndian) { Array($0) }
        }
    }
}

/// A reflected CRC of up to 64 bits by eight tables: eight bytes a step ("slicing by 8", Kounavis and Berry, 2005).
private struct CRCTable: Sendable {
    static let crc32c = CRCTable(polynomial: 0x82F6_3B78)
    static let crc64nvme = CRCTable(polynomial: 0x9A6C_9329_AC4B_C9B5)

    /// Eight tables of 256, one after the other.
    private let table: [UInt64]

    init(polynomial: UInt64) {
        var table = (0..<256).map { (0..<8).reduce(UInt64($0)) { value, _ in value >> 1 ^ (value & 1 == 1 ? polynomial : 0) } }
        for index in 256..<2048 {
            let previous = table[index - 256]
            table.append(table[Int(previous & 255)] ^ previous >> 8)
        }
        self.table = table
    }

    /// The register before and after is inverted within `seed`'s width.
    func check(_ bytes: [UInt8], seed: UInt64) -> UInt64 {
        table.withUnsafeBufferPointer { table in
            bytes.withUnsafeBytes { bytes in
                var register = seed
                var offset = 0
                while offset + 8 <= bytes.count {
                    let word = register ^ UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                    register = 0
                    for lane in 0..<8 { register ^= table[(7 - lane) * 256 + Int(word >> UInt64(lane * 8) & 255)] }
                    offset += 8
                }
                while offset < bytes.count {
                    register = table[Int((register ^ UInt64(bytes[offset])) & 255)] ^ register >> 8
                    offset += 1
                }
                return register ^ seed
            }
        }
    }
}
