// Reads a file from front to end: header, frames, index, trailer.
//
//  1. Nothing is allocated by a declared size alone: a page is at most 65,536 bytes, a frame lies within the given bytes.
//  2. Pages come by the rules of `PageOrder`.
//  3. The index lists exactly the frames that came.
//  4. The file checksum is that of the bytes that came, and nothing follows it.
//  5. A snapshot's pages give its post-apply checksum.
//
// The file checksum covers unpacked pages. Two LZ4 blocks that unpack to the same page are the same to the format: a bit
// flipped between them is not seen, and changes nothing.

/// Reads a file page by page. Only when `next` has returned nil is the file known to be whole: use no page before.
public struct LTXDecoder: Sendable {
    /// Of the file, read already.
    public let header: LTXHeader
    /// What the file says, once it is read to its end.
    public private(set) var summary: LTXSummary?

    private var reader: ByteReader
    private var crc = CRC64()
    private var order: PageOrder
    private var index = LTXPageIndex()
    private var snapshot = DatabaseChecksum.empty

    /// Reads the header.
    ///
    /// - Parameters:
    ///   - bytes: the whole file and nothing else.
    ///   - limits: what is refused at once.
    public init(_ bytes: ArraySlice<UInt8>, limits: LTXLimits = .standard) throws(LTXError) {
        try self.init(LTXSource(bytes), limits: limits)
    }

    /// Reads the header of a file that comes piece by piece.
    public init(_ source: LTXSource, limits: LTXLimits = .standard) throws(LTXError) {
        reader = ByteReader(source)
        let head = try reader.take(LTXHeader.length, of: .header)
        header = try LTXHeader(bytes: head)
        guard header.databaseBytes <= limits.maxDatabaseBytes else {
            throw LTXError(.tooLarge(declared: header.databaseBytes, limit: limits.maxDatabaseBytes), at: 12)
        }
        order = PageOrder(header)
        crc.update(head)
    }

    /// Reads the next frame and unpacks its page into `page`, which becomes one page long.
    ///
    /// - Returns: The frame; nil after the last, when index and trailer are read and agree.
    public mutating func next(into page: inout [UInt8]) throws(LTXError) -> LTXFrame? {
        if summary != nil { return nil }
        guard let frame = try LTXFrame(&reader, pageSize: header.pageSize) else {
            try readEnd()
            return nil
        }
        try order.accept(frame.page, at: frame.offset)
        if page.count != header.pageSize.bytes { page = [UInt8](repeating: 0, count: header.pageSize.bytes) }
        try frame.unpack(into: &page)
        crc.update(frame.header)
        crc.update(page)
        index.append(page: frame.page, length: frame.length)
        if header.isSnapshot, header.tracksChecksums { snapshot.toggle(PageChecksum(page: frame.page, bytes: page)) }
        return frame
    }

    /// Reads the rest of the file and hands each page on.
    ///
    /// - Parameter body: is given the page's number and content.
    public mutating func forEachPage(
        _ body: (UInt32, [UInt8]) throws(LTXError) -> Void
    ) throws(LTXError) -> LTXSummary {
        var page: [UInt8] = []
        while let frame = try next(into: &page) { try body(frame.page, page) }
        guard let summary else { throw LTXError(.truncated(.trailer, needed: 1, available: 0), at: reader.offset) }
        return summary
    }
}

extension LTXDecoder {
    private mutating func readEnd() throws(LTXError) {
        try order.finish(at: reader.offset)
        crc.update([UInt8](repeating: 0, count: LTXFrame.endLength))
        try readIndex()
        let offset = reader.offset
        let trailer = try LTXTrailer(bytes: try reader.take(LTXTrailer.length, of: .trailer), at: offset)
        try trailer.check(header, at: offset)
        crc.update(bigEndianBytes(trailer.postApply?.rawValue ?? 0))
        let computed = LTXTrailer(postApply: trailer.postApply, crc: crc)
        guard computed == trailer else {
            throw LTXError(.fileChecksum(expected: trailer.fileChecksum, found: computed.fileChecksum), at: offset + 8)
        }
        if header.isSnapshot, let postApply = trailer.postApply, postApply != snapshot {
            throw LTXError(.databaseChecksum(expected: postApply, found: snapshot), at: offset)
        }
        summary = LTXSummary(header: header, trailer: trailer, index: index)
    }

    /// Reads the index, which lies between here and the trailer.
    private mutating func readIndex() throws(LTXError) {
        let start = reader.offset
        let length = reader.remaining - LTXPageIndex.lengthField - LTXTrailer.length
        guard length > 0 else { throw LTXError(.truncated(.index, needed: 1 - length, available: 0), at: start) }
        let varints = try reader.take(length, of: .index)
        let field = try reader.take(LTXPageIndex.lengthField, of: .index)
        guard bigEndian(field) == UInt64(length) else {
            throw LTXError(.indexLength(expected: UInt64(length), found: bigEndian(field)), at: start + length)
        }
        var indexReader = ByteReader(varints, at: start)
        let found = try LTXPageIndex(&indexReader)
        if let reason = index.disagreement(with: found) { throw LTXError(reason, at: start) }
        crc.update(varints)
        crc.update(field)
    }
}
