// The page groups of a segment: an object beside it that says where its pages lie, in groups that are fetched together.
//
//   "SATCHELG"   file checksum of the segment (64 bits)   group count (32 bits)   groups   CRC-64 of everything before
//   group: varint page count, varint first page minus the last page before, per further page varint distance minus 1,
//          varint bytes, CRC-64 of the group's bytes in the segment
//
//  1. Groups lie end to end in the segment, the first at byte 100 (behind the LTX header), pages ascend.
//  2. LTX's own index lists single frames and has no checksum that a range read could check; this has, and is smaller.

import Database
import LTX

/// Where a segment's pages are.
struct PageGroups: Sendable, Hashable {
    struct Group: Sendable, Hashable {
        /// Ascending.
        var pages: [UInt32]
        /// In the segment.
        var bytes: Range<Int>
        var checksum: UInt64
    }

    /// Pages that are fetched together, at most; and their packed bytes, about.
    static let pagesPerGroup = 32
    static let bytesPerGroup = 64 << 10

    private(set) var groups: [Group] = []
    /// The first page of each group, for the search.
    private var firsts: [UInt32] = []

    /// The group that holds `page`.
    func index(of page: UInt32) -> Int? {
        var (low, high) = (0, firsts.count)
        while low < high {
            let middle = (low + high) / 2
            if firsts[middle] <= page { low = middle + 1 } else { high = middle }
        }
        guard low > 0, let last = groups[low - 1].pages.last, page <= last else { return nil }
        return groups[low - 1].contains(page) ? low - 1 : nil
    }

    private mutating func append(_ group: Group) {
        guard let first = group.pages.first else { return }
        groups.append(group)
        firsts.append(first)
    }

    /// Cuts a segment into groups.
    /// - Parameter checksum: the CRC-64 of these bytes of it.
    init(_ index: LTXPageIndex, checksum: (Range<Int>) throws -> UInt64) rethrows {
        var pages: [UInt32] = []
        var start = LTXHeader.length
        var end = start
        func group() throws -> Group {
            Group(pages: pages, bytes: start..<end, checksum: start < end ? try checksum(start..<end) : CRC64.of([]))
        }
        for page in index.pages {
            guard let frame = index.range(of: page) else { continue }
            if pages.count == Self.pagesPerGroup || frame.upperBound - start > Self.bytesPerGroup, !pages.isEmpty {
                append(try group())
                pages = []
                start = frame.lowerBound
            }
            pages.append(page)
            end = frame.upperBound
        }
        append(try group())
    }
}

extension PageGroups.Group {
    func contains(_ page: UInt32) -> Bool {
        guard let first = pages.first, let last = pages.last, first <= page, page <= last else { return false }
        // Without gaps, as in a snapshot, there is nothing to search.
        if Int(last - first) + 1 == pages.count { return true }
        return pages.contains(page)
    }
}

extension PageGroups {
    private static let magic = Array("SATCHELG".utf8)

    func bytes(fileChecksum: UInt64) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(Self.magic)
        writer.integer(fileChecksum)
        writer.integer(UInt32(groups.count))
        var last: UInt32 = 0
        for group in groups {
            writer.varint(UInt64(group.pages.count))
            for (position, page) in group.pages.enumerated() {
                writer.varint(UInt64(page - last - (position == 0 ? 0 : 1)))
                last = page
            }
            writer.varint(UInt64(group.bytes.count))
            writer.integer(group.checksum)
        }
        writer.integer(CRC64.of(writer.bytes))
        return writer.bytes
    }

    /// Reads a table; refuses one that is damaged or belongs to another segment.
    init(_ bytes: [UInt8], fileChecksum: UInt64) throws(DatabaseError) {
        var parser = ByteParser(bytes.dropLast(8), what: "the page groups of a segment")
        var end = ByteParser(bytes.suffix(8), what: "the page groups of a segment")
        guard try parser.raw(8).elementsEqual(Self.magic) else { throw parser.damaged("it does not begin as one") }
        guard try end.integer() == CRC64.of(bytes.dropLast(8)) else { throw parser.damaged("its checksum does not fit") }
        guard try parser.integer() == fileChecksum else { throw parser.damaged("it belongs to another segment") }
        var last: UInt64 = 0
        var offset = LTXHeader.length
        for _ in 0..<(try parser.count(of: 11)) {
            let count = try parser.varint()
            guard (1...UInt64(Self.pagesPerGroup)).contains(count) else { throw parser.damaged("a group has \(count) pages") }
            var pages: [UInt32] = []
            for position in 0..<count {
                let (sum, isTooBig) = try last.addingReportingOverflow(parser.varint())
                guard !isTooBig, let page = UInt32(exactly: sum + (position == 0 ? 0 : 1)), page > last else {
                    throw parser.damaged("its pages do not ascend")
                }
                pages.append(page)
                last = UInt64(page)
            }
            guard let length = Int(exactly: try parser.varint()), length < 64 << 20 else {
                throw parser.damaged("a group is too long")
            }
            append(Group(pages: pages, bytes: offset..<offset + length, checksum: try parser.integer()))
            offset += length
        }
        guard parser.remaining == 0 else { throw parser.damaged("bytes follow its end") }
    }
}
