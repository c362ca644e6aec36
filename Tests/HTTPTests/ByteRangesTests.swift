import Testing

@testable import HTTP

@Suite struct ByteRangesTests {
    @Test(
        "Ranges of 10 bytes",
        arguments: [
            ("bytes=0-4", .parts([0..<5])), ("bytes=5-", .parts([5..<10])), ("bytes=-3", .parts([7..<10])),
            ("bytes=-20", .parts([0..<10])), ("bytes=8-20", .parts([8..<10])), ("BYTES= 0-0 , 9-9", .parts([0..<1, 9..<10])),
            ("bytes=0-0,20-30", .parts([0..<1])), ("bytes=10-", .unsatisfiable), ("bytes=-0", .unsatisfiable),
            ("bytes=20-30,40-", .unsatisfiable), ("bytes=4-2", .whole), ("bytes=", .whole), ("bytes", .whole), ("", .whole),
            ("items=0-1", .whole), ("bytes=a-b", .whole), ("bytes=-", .whole), ("bytes=0-9,0-9", .whole), ("bytes=1-2-3", .whole),
            ("bytes=0-99999999999999999999", .whole), ("bytes=+1-2", .whole),
        ] as [(String, ByteRanges)])
    func parses(field: String, ranges: ByteRanges) {
        #expect(ByteRanges(field, size: 10) == ranges)
    }

    @Test("Nothing of nothing can be had")
    func empty() {
        #expect(ByteRanges("bytes=0-", size: 0) == .unsatisfiable)
        #expect(ByteRanges("bytes=-1", size: 0) == .unsatisfiable)
    }

    @Test("Too many ranges are ignored")
    func tooMany() {
        let field = "bytes=" + (0..<17).map { "\($0)-\($0)" }.joined(separator: ",")
        #expect(ByteRanges(field, size: 1000) == .whole)
    }

    @Test("Content-Range names first and last byte")
    func contentRange() {
        #expect(ByteRanges.contentRange(2..<5, size: 10) == "bytes 2-4/10")
    }

    @Test("Ranges of content without a known end do not overflow their sum")
    func sumOfLargeRanges() {
        #expect(ByteRanges("bytes=0-99, 0-, -5", size: .max) == .whole)
    }
}
