import LTX
import Synchronization

/// The CRC-64 of each group of a table, of the bytes of a segment that comes from front to end.
final class GroupSums: Sendable {
    private struct State {
        var all: [Range<Int>: UInt64] = [:]
        var current = CRC64()
        /// The group that the next byte belongs to.
        var index = 0
    }

    private let groups: [Range<Int>]
    private let state = Mutex(State())

    init(_ table: PageGroups) { groups = table.groups.map(\.bytes).filter { !$0.isEmpty } }

    /// What is known so far.
    var all: [Range<Int>: UInt64] { state.withLock { $0.all } }

    /// Takes the bytes that follow those before.
    func add(_ bytes: [UInt8], at offset: Int) {
        state.withLock { state in
            let piece = offset..<offset + bytes.count
            while state.index < groups.count {
                let group = groups[state.index]
                let part = group.clamped(to: piece)
                state.current.update(bytes[(part.lowerBound - offset)..<(part.upperBound - offset)])
                guard group.upperBound <= piece.upperBound else { return }
                state.all[group] = state.current.value
                state.current = CRC64()
                state.index += 1
            }
        }
    }
}
