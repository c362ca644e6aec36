// Writes a file from front to end, in bounded memory: what is written can be taken away at any time, and only the index is kept.
//
//  1. Pages are accepted by the rules by which `LTXDecoder` reads them: no file comes out that it would refuse.
//  2. Page content is packed here, or taken over as it was packed before; the file checksum is the same for both.

/// Writes a file page by page.
///
///     var encoder = LTXEncoder(header)
///     for (number, bytes) in changedPages { try encoder.append(page: number, bytes) }
///     try encoder.finish(postApply: checksum)
///     let file = encoder.takeBytes()
public struct LTXEncoder: Sendable {
    /// Of the file, written already.
    public let header: LTXHeader
    /// Where each page lies that was written so far.
    public private(set) var index = LTXPageIndex()

    private var output: [UInt8]
    private var crc = CRC64()
    private var order: PageOrder
    private var snapshot = DatabaseChecksum.empty
    /// What the file says, once it is finished.
    public private(set) var summary: LTXSummary?
    private var isFinished: Bool { summary != nil }

    /// Begins a file.
    public init(_ header: LTXHeader) {
        self.header = header
        order = PageOrder(header)
        output = header.bytes
        crc.update(output)
    }

    /// Writes one page; pages ascend.
    ///
    /// - Throws: `LTXError` when the page is not due or `bytes` is not one page long.
    public mutating func append(page: UInt32, _ bytes: some Collection<UInt8>) throws(LTXError) {
        guard bytes.count == header.pageSize.bytes else {
            throw LTXError(.pageLength(expected: header.pageSize.bytes, found: bytes.count), at: index.framesEnd)
        }
        try append(page: page, bytes, packed: try LZ4Block.pack(bytes)[...])
    }

    /// Writes one page whose packed form is known: `packed` must unpack to `bytes`.
    mutating func append(page: UInt32, _ bytes: some Collection<UInt8>, packed: ArraySlice<UInt8>) throws(LTXError) {
        guard !isFinished else { throw LTXError(.alreadyFinished, at: index.framesEnd) }
        try order.accept(page, at: index.framesEnd)
        let head = LTXFrame.header(page: page, packed: packed.count)
        output += head
        output += packed
        crc.update(head)
        crc.update(bytes)
        index.append(page: page, length: head.count + packed.count)
        if header.isSnapshot, header.tracksChecksums { snapshot.toggle(PageChecksum(page: page, bytes: bytes)) }
    }

    /// Ends the file.
    ///
    /// - Parameter postApply: the database's checksum after the file is applied; nil without checksums.
    /// - Throws: `LTXError` when pages of a snapshot are missing, or `postApply` can't be right.
    @discardableResult
    public mutating func finish(postApply: DatabaseChecksum?) throws(LTXError) -> LTXSummary {
        guard !isFinished else { throw LTXError(.alreadyFinished, at: index.framesEnd) }
        try order.finish(at: index.framesEnd)
        guard (postApply != nil) == header.tracksChecksums else { throw LTXError(.checksumMissing, at: index.framesEnd) }
        if header.isSnapshot, let postApply, postApply != snapshot {
            throw LTXError(.databaseChecksum(expected: postApply, found: snapshot), at: index.framesEnd)
        }
        let middle = [UInt8](repeating: 0, count: LTXFrame.endLength) + index.bytes
        crc.update(middle)
        crc.update(bigEndianBytes(postApply?.rawValue ?? 0))
        let trailer = LTXTrailer(postApply: postApply, crc: crc)
        try trailer.check(header, at: index.framesEnd)
        output += middle
        output += trailer.bytes
        let summary = LTXSummary(header: header, trailer: trailer, index: index)
        self.summary = summary
        return summary
    }

    /// How many bytes wait to be taken.
    public var pendingBytes: Int { output.count }

    /// Takes what was written since the last time, in order; after `finish`, to the end of the file.
    public mutating func takeBytes() -> [UInt8] {
        defer { output = [] }
        return output
    }
}
