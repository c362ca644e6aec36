// Merges adjacent files into one that has the same effect.
//
//  1. The files chain: same page size, each first commit follows the last one before, each pre-apply checksum is the post-apply
//     checksum before. All carry database checksums or none does.
//  2. The result has the first file's pre-apply checksum, and the last one's size, post-apply checksum and timestamp.
//  3. Of each page the newest frame is taken, packed as it is. Pages beyond the final size are left out.
//  4. A page that was cut off on the way and came back without a frame is zeros, not what a file before the cut says: it gets a
//     frame of zeros. (Of pages that never were cut off and have no frame, the result says nothing either.)
//  5. Every file is read to its end: a damaged one is refused, and then the output so far is worth nothing.

/// Merges adjacent files, in memory bounded by two pieces and the index of each file, and the piece of output not yet taken.
public struct LTXCompactor: Sendable {
    private var sources: [CompactionSource]
    private var encoder: LTXEncoder
    private let postApply: DatabaseChecksum?
    private var gaps: RegrownPages
    private var isDone = false

    /// Reads the headers and checks the chain.
    ///
    /// - Parameters:
    ///   - files: whole files in the order of their commits.
    ///   - limits: what is refused at once.
    public init(_ files: [LTXSource], limits: LTXLimits = .standard) throws(LTXError) {
        var sources: [CompactionSource] = []
        for file in files { sources.append(try CompactionSource(file, limits: limits)) }
        guard let first = sources.first, let last = sources.last else { throw LTXError(.nothingToCompact, at: 0) }
        for (earlier, later) in zip(sources, sources.dropFirst()) { try later.checkFollows(earlier) }
        encoder = LTXEncoder(try Self.header(from: first.header, to: last.header))
        postApply = last.trailer.postApply
        gaps = RegrownPages(sources.map(\.header))
        self.sources = sources
    }

    /// Merges `files` and returns the whole result.
    public static func compact(
        _ files: [ArraySlice<UInt8>], limits: LTXLimits = .standard
    ) throws(LTXError) -> [UInt8] {
        var compactor = try LTXCompactor(files.map { LTXSource($0) }, limits: limits)
        var output: [UInt8] = []
        while let piece = try compactor.next() { output += piece }
        return output
    }

    /// The result's place of pages, and its trailer; `nil` before its end.
    public var summary: LTXSummary? { isDone ? encoder.summary : nil }

    /// The next piece of the result, of about `size` bytes; nil when there is no more.
    ///
    /// - Throws: `LTXError` when a file is damaged: what was returned before is to be thrown away.
    public mutating func next(size: Int = 1 << 18) throws(LTXError) -> [UInt8]? {
        while !isDone && encoder.pendingBytes < size { isDone = try !step() }
        return encoder.pendingBytes > 0 ? encoder.takeBytes() : nil
    }
}

extension LTXCompactor {
    private static func header(from first: LTXHeader, to last: LTXHeader) throws(LTXError) -> LTXHeader {
        guard let range = TXIDRange(first.range.min, last.range.max) else {
            throw LTXError(.invalidRange(min: first.range.min, max: last.range.max), at: 16)
        }
        return try LTXHeader(
            pageSize: last.pageSize, pageCount: last.pageCount, range: range, timestamp: last.timestamp,
            preApply: first.preApply, tracksChecksums: last.tracksChecksums)
    }

    /// Writes the next page, or the end; false after the end.
    private mutating func step() throws(LTXError) -> Bool {
        for position in sources.indices { try sources[position].fill() }
        let pages = sources.compactMap { $0.current?.page }
        guard let page = pages.min(), page <= encoder.header.pageCount else { return try finish() }
        try writeZeros(before: page)
        if let newest = sources.lastIndex(where: { $0.current?.page == page }) { try write(page, from: newest) }
        for position in sources.indices where sources[position].current?.page == page { sources[position].drop() }
        return true
    }

    private mutating func write(_ page: UInt32, from newest: Int) throws(LTXError) {
        guard let frame = sources[newest].current else { return }
        if gaps.isLost(page, after: newest) {
            try encoder.append(page: page, zeros)
        } else {
            try encoder.append(page: page, sources[newest].content, packed: frame.block)
        }
        gaps.pass(page)
    }

    private mutating func writeZeros(before page: UInt32) throws(LTXError) {
        while let missing = gaps.next(before: page) { try encoder.append(page: missing, zeros) }
    }

    /// Reads what is left of the files, whose pages lie beyond the final size, and ends the result.
    private mutating func finish() throws(LTXError) -> Bool {
        for position in sources.indices {
            while sources[position].current != nil {
                sources[position].drop()
                try sources[position].fill()
            }
        }
        try writeZeros(before: .max)
        try encoder.finish(postApply: postApply)
        return false
    }

    private var zeros: [UInt8] { [UInt8](repeating: 0, count: encoder.header.pageSize.bytes) }
}
