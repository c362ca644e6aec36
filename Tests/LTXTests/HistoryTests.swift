import LTX
import Synchronization
import TestSupport
import Testing

@Suite("Random histories")
struct HistoryTests {
    @Test("applied commit by commit give every state", arguments: 1...20 as ClosedRange<UInt64>)
    func sequence(seed: UInt64) throws {
        let history = try history(seed)
        var image = DatabaseImage(pageSize: history.pageSize)
        for (file, state) in zip(history.files, history.states) {
            try image.apply(file[...])
            let isSame = image.bytes == state
            #expect(isSame)
            #expect(image.checksum == DatabaseChecksum(of: state[...], pageSize: history.pageSize))
        }
    }

    @Test(
        "compacted in any grouping have the same effect, holes of regrown databases included",
        arguments: 1...60 as ClosedRange<UInt64>)
    func groupings(seed: UInt64) throws {
        let history = try history(seed)
        var random = SeededRandom(seed: seed &+ 1000)
        var image = DatabaseImage(pageSize: history.pageSize)
        var rest = history.files[...]
        while !rest.isEmpty {
            let group = rest.prefix(Int.random(in: 1...rest.count, using: &random))
            rest = rest.dropFirst(group.count)
            let merged = try LTXCompactor.compact(group.map { $0[...] })
            try LTXVerifier.verify(merged[...])
            try image.apply(merged[...])
            let isSame = image.bytes == history.states[group.endIndex - 1]
            #expect(isSame, "after \(group.count) files up to \(group.endIndex)")
        }
    }

    @Test("compacted twice are the same as compacted once", arguments: 1...20 as ClosedRange<UInt64>)
    func nesting(seed: UInt64) throws {
        let files = try history(seed).files.map { $0[...] }
        let left = try LTXCompactor.compact(Array(files.prefix(3)))
        let right = try LTXCompactor.compact(Array(files.dropFirst(3)))
        #expect(try LTXCompactor.compact([left[...], right[...]]) == LTXCompactor.compact(files))
    }

    @Test("taken away in small pieces are the same file")
    func pieces() throws {
        let files = try history(7).files.map { $0[...] }
        var compactor = try LTXCompactor(files.map { LTXSource($0) })
        var output: [UInt8] = []
        while let piece = try compactor.next(size: 1) { output += piece }
        #expect(output == (try LTXCompactor.compact(files)))
        #expect(compactor.summary == (try LTXVerifier.verify(output[...])))
    }

    @Test("that come piece by piece are read as those in memory, and no piece is asked for twice")
    func sources() throws {
        let files = try history(8).files
        let asked = Mutex<[Range<Int>]>([])
        let source = { (file: [UInt8]) in
            LTXSource(size: file.count) { range in
                asked.withLock { $0.append(range) }
                return Array(file[range])
            }
        }
        #expect(try LTXVerifier.verify(source(files[0])) == LTXVerifier.verify(files[0][...]))
        let ranges = asked.withLock { $0 }
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
        #expect(ranges.last?.upperBound == files[0].count)
        var compactor = try LTXCompactor(files.map(source))
        var output: [UInt8] = []
        while let piece = try compactor.next() { output += piece }
        #expect(output == (try LTXCompactor.compact(files.map { $0[...] })))
    }

    @Test("that can't be had, or come short, are refused")
    func unreadable() throws {
        struct Gone: Error {}
        let file = try history(9).files[0]
        #expect(throws: LTXError(.unreadable("Gone()"), at: 0)) {
            try LTXVerifier.verify(LTXSource(size: file.count) { _ in throw Gone() })
        }
        #expect(throws: LTXError(.truncated(.header, needed: file.count, available: 3), at: 0)) {
            try LTXVerifier.verify(LTXSource(size: file.count) { _ in Array(file.prefix(3)) })
        }
    }

    private func history(_ seed: UInt64) throws -> RandomHistory {
        let pageSize = try #require(PageSize(seed % 2 == 0 ? 512 : 1024))
        return try RandomHistory(seed: seed, commits: 8, pageSize: pageSize, tracksChecksums: seed % 3 != 0)
    }
}
