import LTX
import Testing

@Suite("Refusals")
struct RefusalTests {
    private let small: PageSize
    private let header: LTXHeader

    init() throws {
        small = try #require(PageSize(512))
        header = try Self.header(pageSize: small, pages: 3, commits: 1...1)
    }

    @Test("page sizes are powers of two from 512 to 65,536", arguments: [-512, 0, 1, 256, 513, 1000, 131_072, Int.max])
    func pageSizes(bytes: Int) { #expect(PageSize(bytes) == nil) }

    @Test(
        "the lock page is the one that holds byte 0x40000000",
        arguments: [(512, 2_097_153), (4096, 262_145), (65_536, 16_385)] as [(Int, UInt32)])
    func lockPage(bytes: Int, page: UInt32) throws { #expect(try #require(PageSize(bytes)).lockPage == page) }

    @Test("the lock page is neither written nor missed")
    func lockPageWritten() throws {
        let large = try #require(PageSize(65_536))
        let zeros = [UInt8](repeating: 0, count: large.bytes)
        var encoder = LTXEncoder(
            try Self.header(pageSize: large, pages: 16_386, commits: 2...2, preApply: .empty))
        try encoder.append(page: 16_384, zeros)
        #expect(throws: LTXError.self) { try encoder.append(page: 16_385, zeros) }
        try encoder.append(page: 16_386, zeros)
        try encoder.finish(postApply: .empty)
        #expect(try LTXVerifier.verify(encoder.takeBytes()[...]).index.pages == [16_384, 16_386])
    }

    @Test("each broken field of the header is named, with its place", arguments: Self.brokenFields)
    func headerFields(field: BrokenField) throws {
        var bytes = header.bytes
        bytes.replaceSubrange(field.offset..<field.offset + field.bytes.count, with: field.bytes)
        let error = #expect(throws: LTXError.self) { try LTXHeader(bytes: bytes[...]) }
        #expect(error?.reason == field.reason)
        #expect(error?.offset == field.place)
    }

    struct BrokenField: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let offset: Int
        let bytes: [UInt8]
        let reason: LTXError.Reason
        let place: Int
    }

    private static let brokenFields = [
        BrokenField(
            testDescription: "magic", offset: 3, bytes: [0x32], reason: .notLTX(found: Array("LTX2".utf8)), place: 0),
        BrokenField(testDescription: "flags", offset: 7, bytes: [1], reason: .unknownFlags(1), place: 4),
        BrokenField(testDescription: "page size", offset: 8, bytes: [0, 0, 3, 0], reason: .invalidPageSize(768), place: 8),
        BrokenField(
            testDescription: "first commit", offset: 23, bytes: [0], reason: .invalidRange(min: .zero, max: TXID(1)), place: 16),
        BrokenField(
            testDescription: "last commit", offset: 31, bytes: [0], reason: .invalidRange(min: TXID(1), max: .zero), place: 16),
        BrokenField(
            testDescription: "pre-apply checksum without its bit", offset: 47, bytes: [1],
            reason: .invalidChecksum(.header, found: 1), place: 40),
        BrokenField(
            testDescription: "pre-apply checksum of a snapshot", offset: 40, bytes: [0x80],
            reason: .invalidChecksum(.header, found: 1 << 63), place: 40),
        BrokenField(
            testDescription: "WAL size without offset", offset: 63, bytes: [7], reason: .invalidWAL(offset: 0, size: 7), place: 48
        ),
        BrokenField(testDescription: "reserved", offset: 99, bytes: [1], reason: .reservedNotZero, place: 80),
    ]

    @Test("a header with all fields comes back as it was")
    func headerRoundTrip() throws {
        let range = try #require(TXIDRange(TXID(5), TXID(.max)))
        let header = try LTXHeader(
            pageSize: small, pageCount: .max, range: range, timestamp: -1, preApply: DatabaseChecksum(rawValue: .max),
            wal: WALPosition(offset: 32, size: 4120, salt1: 1, salt2: 2), nodeID: 77)
        #expect(header.bytes.count == LTXHeader.length)
        #expect(try LTXHeader(bytes: header.bytes[...]) == header)
    }

    @Test("pages out of order, beyond the end, missing in a snapshot or of a wrong length are not written")
    func writingOrder() throws {
        let page = [UInt8](repeating: 1, count: 512)
        var encoder = LTXEncoder(header)
        #expect(throws: LTXError(.snapshotGap(expected: 1, found: 2), at: 100)) { try encoder.append(page: 2, page) }
        try encoder.append(page: 1, page)
        #expect(throws: LTXError.self) { try encoder.append(page: 1, page) }
        #expect(throws: LTXError.self) { try encoder.append(page: 4, page) }
        #expect(throws: LTXError.self) { try encoder.append(page: 2, page.dropLast()) }
        #expect(throws: LTXError.self) { try encoder.finish(postApply: .empty) }
    }

    @Test("a database larger than the limit is refused by its header")
    func limit() throws {
        let huge = try Self.header(pageSize: small, pages: .max, commits: 2...2, preApply: .empty)
        let declared = Int(UInt32.max) * 512
        #expect(throws: LTXError(.tooLarge(declared: declared, limit: 1 << 20), at: 12)) {
            try LTXDecoder(huge.bytes[...], limits: LTXLimits(maxDatabaseBytes: 1 << 20))
        }
    }

    @Test("files that do not chain are not compacted")
    func chain() throws {
        let files = try RandomHistory(seed: 4, commits: 3, pageSize: small).files.map { $0[...] }
        let other = try RandomHistory(seed: 5, commits: 3, pageSize: small).files.map { $0[...] }
        #expect(throws: LTXError(.notAdjacent(expected: TXID(2), found: TXID(3)), at: 16)) {
            try LTXCompactor.compact([files[0], files[2]])
        }
        #expect(throws: LTXError.self) { try LTXCompactor.compact([files[0], other[1]]) }
        #expect(throws: LTXError(.nothingToCompact, at: 0)) { try LTXCompactor.compact([]) }
    }

    @Test("an index that places pages beyond the file is refused")
    func indexBeyondFile() {
        let tail: [UInt8] = [1, 100, 0x80, 0x80, 1, 0] + [0, 0, 0, 0, 0, 0, 0, 6] + [UInt8](repeating: 0, count: 16)
        #expect(throws: LTXError(.framesEnd(expected: 164, found: 16_484), at: 170)) {
            try LTXPageIndex(tail: tail[...], fileSize: 200)
        }
    }

    @Test("the words say what, where and what to do next")
    func words() {
        let error = LTXError(.fileChecksum(expected: 1 << 63, found: 0xabc), at: 4096)
        #expect(
            error.description == """
                LTX, byte 4096: the file says checksum 8000000000000000, its bytes give 0000000000000abc. Fetch the file again; \
                if it stays so, the stored copy is damaged: restore from a snapshot or an earlier commit.
                """)
    }

    private static func header(
        pageSize: PageSize, pages: UInt32, commits: ClosedRange<UInt64>, preApply: DatabaseChecksum? = nil
    ) throws -> LTXHeader {
        let range = try #require(TXIDRange(TXID(commits.lowerBound), TXID(commits.upperBound)))
        return try LTXHeader(pageSize: pageSize, pageCount: pages, range: range, timestamp: 0, preApply: preApply)
    }
}
