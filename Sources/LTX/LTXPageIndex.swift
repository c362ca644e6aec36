// The page index: where each page's frame lies, so that a page can be read by a range request.
//
//   per page three varints: number, offset from the start of the file, length of the frame · varint 0 · 8 bytes: length of the varints
//
//  1. Pages ascend, as the frames do.
//  2. The frames lie end to end: the first at byte 100, each next where the one before ends, and six zero bytes after the last.
//     So a length is the distance of two offsets and is not kept.
//  3. The length at the end counts the varints with their closing zero, not itself.

/// The page index of a file.
public struct LTXPageIndex: Hashable, Sendable {
    static let lengthField = 8

    /// The pages that the file holds, ascending.
    public private(set) var pages: [UInt32] = []
    /// Where each page's frame begins.
    private var offsets: [Int] = []
    /// Where the last frame ends.
    private(set) var framesEnd = LTXHeader.length

    /// The index of a file without pages.
    init() {}

    /// The bytes of the file that hold `page`'s frame; nil when the file does not have that page.
    public func range(of page: UInt32) -> Range<Int>? {
        var low = 0
        var high = pages.count
        while low < high {
            let middle = (low + high) / 2
            if pages[middle] < page { low = middle + 1 } else { high = middle }
        }
        guard low < pages.count, pages[low] == page else { return nil }
        return frame(at: low)
    }

    /// Adds a frame behind the last.
    mutating func append(page: UInt32, length: Int) {
        pages.append(page)
        offsets.append(framesEnd)
        framesEnd += length
    }

    /// The first thing that `found`, read from a file, says otherwise than these frames; nil when nothing.
    func disagreement(with found: LTXPageIndex) -> LTXError.Reason? {
        if found == self { return nil }
        for (position, page) in found.pages.prefix(pages.count).enumerated() {
            let place = found.frame(at: position)
            if page == pages[position], place == frame(at: position) { continue }
            return .indexEntry(page: UInt64(page), offset: UInt64(place.lowerBound), length: UInt64(place.count))
        }
        return .indexEntries(expected: pages.count, found: found.pages.count)
    }

    private func frame(at position: Int) -> Range<Int> {
        offsets[position]..<(position + 1 < offsets.count ? offsets[position + 1] : framesEnd)
    }

    /// The varints, their closing zero, and their length.
    var bytes: [UInt8] {
        var output: [UInt8] = []
        for (position, page) in pages.enumerated() {
            let frame = frame(at: position)
            Varint.append(UInt64(page), to: &output)
            Varint.append(UInt64(frame.lowerBound), to: &output)
            Varint.append(UInt64(frame.count), to: &output)
        }
        output.append(0)
        return output + bigEndianBytes(UInt64(output.count))
    }
}
