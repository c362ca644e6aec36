/// One file of a compaction and the page that it stands at.
struct CompactionSource: Sendable {
    let trailer: LTXTrailer
    private var decoder: LTXDecoder
    /// The frame not yet merged; nil before the first and after the last.
    private(set) var current: LTXFrame?
    /// Its page, unpacked.
    private(set) var content: [UInt8] = []

    init(_ file: LTXSource, limits: LTXLimits) throws(LTXError) {
        decoder = try LTXDecoder(file, limits: limits)
        let offset = max(0, file.size - LTXTrailer.length)
        trailer = try LTXTrailer(bytes: try file.suffix(LTXTrailer.length), at: offset)
        try trailer.check(decoder.header, at: offset)
    }

    var header: LTXHeader { decoder.header }

    /// Refuses a file that does not follow `earlier`.
    func checkFollows(_ earlier: CompactionSource) throws(LTXError) {
        guard header.range.follows(earlier.header.range) else {
            throw LTXError(.notAdjacent(expected: earlier.header.range.max.next ?? .zero, found: header.range.min), at: 16)
        }
        guard header.pageSize == earlier.header.pageSize else {
            throw LTXError(.pageSizeChanged(expected: earlier.header.pageSize, found: header.pageSize), at: 8)
        }
        guard header.tracksChecksums == earlier.header.tracksChecksums else { throw LTXError(.checksumsChanged, at: 4) }
        if let expected = earlier.trailer.postApply, let found = header.preApply, expected != found {
            throw LTXError(.preApplyChecksum(expected: expected, found: found), at: 40)
        }
    }

    /// Goes to the next page unless it stands at one.
    mutating func fill() throws(LTXError) {
        if current == nil { current = try decoder.next(into: &content) }
    }

    /// Leaves the page that it stands at.
    mutating func drop() { current = nil }
}
