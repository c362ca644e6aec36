import LTX
import Testing

@Suite("Files of another implementation")
struct GoldenTests {
    private let pageSize: PageSize

    init() throws { pageSize = try #require(PageSize(4096)) }

    @Test("pass the format's own verify", arguments: [(1, 1), (2, 2), (3, 3), (4, 4), (1, 3)] as [(UInt64, UInt64)])
    func verify(min: UInt64, max: UInt64) throws {
        let summary = try LTXVerifier.verify(try Vectors.delta(min, max)[...])
        #expect(summary.header.range == TXIDRange(TXID(min), TXID(max)))
        #expect(summary.header.pageSize == pageSize)
        #expect(!summary.index.pages.isEmpty)
    }

    @Test("applied in order give each state byte for byte, the shrinking one too")
    func apply() throws {
        var image = DatabaseImage(pageSize: pageSize)
        for number in 1...4 {
            try image.apply(try Vectors.delta(UInt64(number), UInt64(number))[...])
            let isSame = image.bytes == (try Vectors.state(number))
            #expect(isSame, "state \(number)")
            #expect(image.txid == TXID(UInt64(number)))
            #expect(image.checksum == DatabaseChecksum(of: image.bytes[...], pageSize: pageSize))
        }
    }

    @Test("compacted here are the compaction made there, byte for byte")
    func compact() throws {
        let files = try (1...3).map { try Vectors.delta($0, $0)[...] }
        let isSame = try LTXCompactor.compact(files) == Vectors.delta(1, 3)
        #expect(isSame)
    }

    @Test(
        "written again from their pages, pass verify and have the same pages and checksums",
        arguments: 1...4 as ClosedRange<UInt64>)
    func rewrite(number: UInt64) throws {
        let file = try Vectors.delta(number, number)
        var decoder = try LTXDecoder(file[...])
        var encoder = LTXEncoder(decoder.header)
        let summary = try decoder.forEachPage { page, bytes throws(LTXError) in try encoder.append(page: page, bytes) }
        try encoder.finish(postApply: summary.trailer.postApply)
        let again = try LTXVerifier.verify(encoder.takeBytes()[...])
        #expect(again.header == summary.header)
        #expect(again.trailer.postApply == summary.trailer.postApply)
        #expect(again.index.pages == summary.index.pages)
    }

    @Test("give single pages by range reads of their tail and one frame")
    func rangeReads() throws {
        let file = try Vectors.delta(1, 1)
        let state = try Vectors.state(1)
        let needed = try LTXPageIndex.tailLength(file.suffix(24), fileSize: file.count)
        let index = try LTXPageIndex(tail: file.suffix(needed), fileSize: file.count)
        #expect(index.pages == Array(1...13))
        for page in index.pages {
            let range = try #require(index.range(of: page))
            let bytes = try LTXFrame.unpack(file[range], page: page, pageSize: pageSize, at: range.lowerBound)
            #expect(bytes == Array(state[(Int(page) - 1) * 4096..<Int(page) * 4096]))
        }
        #expect(index.range(of: 0) == nil)
        #expect(index.range(of: 14) == nil)
    }
}
