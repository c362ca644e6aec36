extension LTXHeader {
    static let magic = Array("LTX1".utf8)
    static let noChecksumFlag: UInt32 = 1 << 1
    static let reserved = 20

    /// Reads the header from the first 100 bytes of a file.
    ///
    /// - Throws: `LTXError` when there are fewer, or a rule of the format is broken.
    public init(bytes: ArraySlice<UInt8>) throws(LTXError) {
        var reader = ByteReader(bytes)
        let magic = try reader.take(4, of: .header)
        guard magic.elementsEqual(Self.magic) else { throw LTXError(.notLTX(found: Array(magic)), at: 0) }
        let tracksChecksums = try Self.readFlags(&reader)
        let pageSize = try Self.readPageSize(&reader)
        let pageCount: UInt32 = try reader.integer(of: .header)
        let range = try Self.readRange(&reader)
        let timestamp: UInt64 = try reader.integer(of: .header)
        let preApply = try Self.readChecksum(&reader, of: .header)
        let wal = try Self.readWAL(&reader)
        let nodeID: UInt64 = try reader.integer(of: .header)
        guard try reader.take(Self.reserved, of: .header).allSatisfy({ $0 == 0 }) else {
            throw LTXError(.reservedNotZero, at: Self.length - Self.reserved)
        }
        try self.init(
            pageSize: pageSize, pageCount: pageCount, range: range, timestamp: Int64(bitPattern: timestamp),
            preApply: preApply, tracksChecksums: tracksChecksums, wal: wal, nodeID: nodeID)
    }

    /// The 100 bytes.
    public var bytes: [UInt8] {
        var output = Self.magic
        output += bigEndianBytes(tracksChecksums ? 0 : Self.noChecksumFlag)
        output += bigEndianBytes(UInt32(pageSize.bytes))
        output += bigEndianBytes(pageCount)
        output += bigEndianBytes(range.min.value)
        output += bigEndianBytes(range.max.value)
        output += bigEndianBytes(UInt64(bitPattern: timestamp))
        output += bigEndianBytes(preApply?.rawValue ?? 0)
        output += bigEndianBytes(wal?.offset ?? 0)
        output += bigEndianBytes(wal?.size ?? 0)
        output += bigEndianBytes(wal?.salt1 ?? 0)
        output += bigEndianBytes(wal?.salt2 ?? 0)
        output += bigEndianBytes(nodeID)
        output += [UInt8](repeating: 0, count: Self.reserved)
        return output
    }

    /// A database checksum; 0 stands for none, and any other value has bit 63 set.
    static func readChecksum(_ reader: inout ByteReader, of part: LTXError.Part) throws(LTXError) -> DatabaseChecksum? {
        let offset = reader.offset
        let value: UInt64 = try reader.integer(of: part)
        if value == 0 { return nil }
        guard let checksum = DatabaseChecksum(rawValue: value) else {
            throw LTXError(.invalidChecksum(part, found: value), at: offset)
        }
        return checksum
    }

    private static func readFlags(_ reader: inout ByteReader) throws(LTXError) -> Bool {
        let flags: UInt32 = try reader.integer(of: .header)
        guard flags & ~noChecksumFlag == 0 else { throw LTXError(.unknownFlags(flags), at: 4) }
        return flags == 0
    }

    private static func readPageSize(_ reader: inout ByteReader) throws(LTXError) -> PageSize {
        let bytes: UInt32 = try reader.integer(of: .header)
        guard let pageSize = PageSize(Int(bytes)) else { throw LTXError(.invalidPageSize(bytes), at: 8) }
        return pageSize
    }

    private static func readRange(_ reader: inout ByteReader) throws(LTXError) -> TXIDRange {
        let min = TXID(try reader.integer(of: .header))
        let max = TXID(try reader.integer(of: .header))
        guard let range = TXIDRange(min, max) else { throw LTXError(.invalidRange(min: min, max: max), at: 16) }
        return range
    }

    private static func readWAL(_ reader: inout ByteReader) throws(LTXError) -> WALPosition? {
        let offset: UInt64 = try reader.integer(of: .header)
        let size: UInt64 = try reader.integer(of: .header)
        let salt1: UInt32 = try reader.integer(of: .header)
        let salt2: UInt32 = try reader.integer(of: .header)
        if offset == 0, size == 0, salt1 == 0, salt2 == 0 { return nil }
        guard let wal = WALPosition(offset: offset, size: size, salt1: salt1, salt2: salt2) else {
            throw LTXError(.invalidWAL(offset: offset, size: size), at: 48)
        }
        return wal
    }
}
