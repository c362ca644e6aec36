// A frame: one page.
//
//   0 page number   4 flags   6 packed size   10 an LZ4 block that unpacks to one page
//
//  1. Flags are 1 ("a size follows") and nothing else.
//  2. The packed size is 1 at least and never more than LZ4 can need for a page: checked before a byte is read.
//  3. Page number 0 with flags 0 is no frame: it ends the page block.

/// One page as it lies in a file: still packed.
public struct LTXFrame: Sendable, Hashable {
    static let headerLength = 10
    static let endLength = 6
    static let sizeFlag: UInt16 = 1
    /// The longest frame of the largest page.
    static let longest = headerLength + LZ4Block.bound(65_536)

    /// The page's number, from 1.
    public let page: UInt32
    /// The packed page, shared with the file.
    public let block: ArraySlice<UInt8>
    /// Where in the file the frame begins.
    public let offset: Int

    /// The length in bytes of the whole frame.
    public var length: Int { Self.headerLength + block.count }

    /// The frame's bytes before the block.
    var header: [UInt8] { Self.header(page: page, packed: block.count) }

    static func header(page: UInt32, packed: Int) -> [UInt8] {
        bigEndianBytes(page) + bigEndianBytes(sizeFlag) + bigEndianBytes(UInt32(packed))
    }

    /// Reads the frame at the front of `reader`; nil, past the six zero bytes, at the end of the page block.
    init?(_ reader: inout ByteReader, pageSize: PageSize) throws(LTXError) {
        offset = reader.offset
        page = try reader.integer(of: .frame)
        let flags: UInt16 = try reader.integer(of: .frame)
        if page == 0 && flags == 0 { return nil }
        guard flags == Self.sizeFlag else { throw LTXError(.frameFlags(flags), at: offset + 4) }
        let packed = Int(try reader.integer(of: .frame, as: UInt32.self))
        let limit = LZ4Block.bound(pageSize.bytes)
        guard (1...limit).contains(packed) else {
            throw LTXError(.frameLength(declared: packed, limit: limit), at: offset + 6)
        }
        block = try reader.take(packed, of: .frame)
    }

    /// Reads a single frame, as a range read by the page index gives it, and unpacks its page.
    ///
    /// A frame has no checksum of its own: a page that unpacks and has the right number may still be damaged.
    ///
    /// - Parameters:
    ///   - bytes: the whole frame and nothing else.
    ///   - page: the page's number by the index.
    ///   - offset: where in the file the frame begins, for the evidence in errors.
    public static func unpack(
        _ bytes: ArraySlice<UInt8>, page: UInt32, pageSize: PageSize, at offset: Int = 0
    ) throws(LTXError) -> [UInt8] {
        var reader = ByteReader(bytes, at: offset)
        guard let frame = try LTXFrame(&reader, pageSize: pageSize), frame.page == page else {
            throw LTXError(.wrongPage(expected: page, found: bigEndian(bytes.prefix(4))), at: offset)
        }
        guard reader.remaining == 0 else { throw LTXError(.trailingBytes(reader.remaining), at: reader.offset) }
        var unpacked = [UInt8](repeating: 0, count: pageSize.bytes)
        try frame.unpack(into: &unpacked)
        return unpacked
    }

    /// Unpacks the page into `bytes`, which is one page long.
    func unpack(into bytes: inout [UInt8]) throws(LTXError) {
        guard LZ4Block.unpack(block, into: &bytes) else { throw LTXError(.damagedPage(page), at: offset) }
    }
}
