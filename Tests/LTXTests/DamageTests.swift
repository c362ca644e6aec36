import LTX
import Testing

@Suite("Damaged files")
struct DamageTests {
    private let file: [UInt8]
    private let pages: [Content]

    struct Content: Equatable {
        let page: UInt32
        let bytes: [UInt8]
    }

    init() throws {
        let pageSize = try #require(PageSize(512))
        file = try #require(
            (1...100).lazy
                .compactMap { try? RandomHistory(seed: $0, commits: 3, pageSize: pageSize).files.last }
                .first { (try? LTXVerifier.verify($0[...]).index.pages.count) == 3 })
        pages = try Self.read(file).pages
    }

    @Test("every flipped bit is refused, or changes nothing that the file says")
    func flips() throws {
        let summary = try Self.read(file).summary
        var unseen = 0
        for bit in 0..<(file.count * 8) {
            var damaged = file
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let read = try? Self.read(damaged) else { continue }
            #expect(read.pages == pages && read.summary == summary, "bit \(bit)")
            unseen += 1
        }
        #expect(unseen < file.count / 10, "only bits between equal LZ4 blocks may go unseen")
    }

    @Test("every truncation is refused")
    func truncations() {
        for length in 0..<file.count {
            #expect(throws: LTXError.self, "length \(length)") { try LTXVerifier.verify(file.prefix(length)) }
        }
    }

    @Test("an index that disagrees with the frames is refused before any checksum is asked")
    func indexAgreement() throws {
        let needed = try LTXPageIndex.tailLength(file.suffix(24), fileSize: file.count)
        for bit in (file.count - needed) * 8..<(file.count - LTXTrailer.length) * 8 {
            var damaged = file
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            let error = #expect(throws: LTXError.self, "bit \(bit)") { try LTXVerifier.verify(damaged[...]) }
            if case .fileChecksum = error?.reason { Issue.record("bit \(bit) is seen by the checksum only") }
        }
    }

    @Test("a snapshot whose pages do not give its post-apply checksum is refused, sealed or not")
    func snapshotChecksum() throws {
        var snapshot = try Vectors.delta(1, 1)
        snapshot[snapshot.count - LTXTrailer.length + 7] ^= 1
        let error = #expect(throws: LTXError.self) { try LTXVerifier.verify(snapshot[...]) }
        guard case .fileChecksum(_, let found) = error?.reason else { throw try #require(error) }
        let seal = (0..<8).reversed().map { UInt8(truncatingIfNeeded: found >> UInt64($0 * 8)) }
        let sealed = #expect(throws: LTXError.self) { try LTXVerifier.verify((snapshot.dropLast(8) + seal)[...]) }
        guard case .databaseChecksum = sealed?.reason else { throw try #require(sealed) }
    }

    @Test("bytes behind the end are refused")
    func appended() {
        #expect(throws: LTXError.self) { try LTXVerifier.verify((file + [0])[...]) }
        #expect(throws: LTXError.self) { try LTXVerifier.verify((file + file)[...]) }
    }

    @Test("a flipped index is refused by range reads, or by the frame that it leads to")
    func index() throws {
        let needed = try LTXPageIndex.tailLength(file.suffix(24), fileSize: file.count)
        let index = try LTXPageIndex(tail: file.suffix(needed), fileSize: file.count)
        #expect(throws: LTXError(.tailTooShort(needed: needed, given: needed - 1), at: file.count)) {
            try LTXPageIndex(tail: file.suffix(needed - 1), fileSize: file.count)
        }
        for bit in 0..<((needed - LTXTrailer.length) * 8) {
            var tail = Array(file.suffix(needed))
            tail[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let read = try? LTXPageIndex(tail: tail[...], fileSize: file.count) else { continue }
            let wrong = read.pages.filter { !index.pages.contains($0) }
            #expect(wrong.count == 1, "bit \(bit)")
            for page in wrong {
                let range = try #require(read.range(of: page))
                #expect(throws: LTXError.self) {
                    try LTXFrame.unpack(file[range], page: page, pageSize: #require(PageSize(512)))
                }
            }
        }
    }

    @Test("leave a database as it was")
    func untouched() throws {
        let files = try RandomHistory(seed: 9, commits: 2, pageSize: #require(PageSize(512))).files
        var image = DatabaseImage(pageSize: try #require(PageSize(512)))
        try image.apply(files[0][...])
        let before = image
        var damaged = files[1]
        damaged[damaged.count - 1] ^= 1
        #expect(throws: LTXError.self) { try image.apply(damaged[...]) }
        #expect(throws: LTXError.self) { try image.apply(files[0][...]) }
        #expect(image == before)
        try image.apply(files[1][...])
    }

    private static func read(_ file: [UInt8]) throws -> (pages: [Content], summary: LTXSummary) {
        var decoder = try LTXDecoder(file[...], limits: LTXLimits(maxDatabaseBytes: 1 << 24))
        var pages: [Content] = []
        let summary = try decoder.forEachPage { page, bytes in pages.append(Content(page: page, bytes: bytes)) }
        return (pages, summary)
    }
}
