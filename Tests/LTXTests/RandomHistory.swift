import LTX
import TestSupport

/// A database with random commits: the files that lead from one state to the next, and each state.
struct RandomHistory {
    let pageSize: PageSize
    private(set) var files: [[UInt8]] = []
    private(set) var states: [[UInt8]] = []

    /// - Parameter holes: whether pages that the database grows by may be left out, as unwritten ones of SQLite are.
    init(seed: UInt64, commits: Int, pageSize: PageSize, tracksChecksums: Bool = true, holes: Bool = true) throws {
        self.pageSize = pageSize
        var random = SeededRandom(seed: seed)
        var state: [UInt8] = []
        for number in 1...commits {
            var next = state
            let pages = Self.change(&next, number: number, holes: holes, pageSize: pageSize, with: &random)
            files.append(
                try Self.file(
                    number, from: state, to: next, pages: pages, pageSize: pageSize, tracksChecksums: tracksChecksums))
            states.append(next)
            state = next
        }
    }

    /// Changes `state` and returns the pages, ascending, that a file has to hold.
    private static func change(
        _ state: inout [UInt8], number: Int, holes: Bool, pageSize: PageSize, with random: inout SeededRandom
    ) -> [Int] {
        let old = state.count / pageSize.bytes
        let new = number == 1 ? Int.random(in: 0...8, using: &random) : max(0, old + Int.random(in: -4...5, using: &random))
        state = Array(state.prefix(new * pageSize.bytes))
        state += [UInt8](repeating: 0, count: new * pageSize.bytes - state.count)
        return (0..<new).filter { page in
            let isNew = page >= old
            let isDue = number == 1 || (isNew && !holes)
            guard isDue || Int.random(in: 0...2, using: &random) == 0 else { return false }
            let start = page * pageSize.bytes
            let length = Int.random(in: 0...pageSize.bytes, using: &random)
            state.replaceSubrange(start..<(start + length), with: random.bytes(length))
            return true
        }
    }

    private static func file(
        _ number: Int, from old: [UInt8], to new: [UInt8], pages: [Int], pageSize: PageSize, tracksChecksums: Bool
    ) throws -> [UInt8] {
        let isFirst = number == 1
        let txid = TXID(UInt64(number))
        guard let range = TXIDRange(txid, txid) else { return [] }
        let header = try LTXHeader(
            pageSize: pageSize, pageCount: UInt32(new.count / pageSize.bytes), range: range, timestamp: Int64(number),
            preApply: isFirst || !tracksChecksums ? nil : DatabaseChecksum(of: old[...], pageSize: pageSize),
            tracksChecksums: tracksChecksums)
        var encoder = LTXEncoder(header)
        for page in pages {
            try encoder.append(page: UInt32(page + 1), new[page * pageSize.bytes..<(page + 1) * pageSize.bytes])
        }
        try encoder.finish(postApply: tracksChecksums ? DatabaseChecksum(of: new[...], pageSize: pageSize) : nil)
        return encoder.takeBytes()
    }
}
