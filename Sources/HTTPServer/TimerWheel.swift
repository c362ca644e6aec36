/// Coarse timers: a ring of slots of 50 ms each, holding descriptors. To set, to move and to forget a timer costs a few
/// instructions; a timer that was moved to later is looked at once on its old place and put on its new one.
struct TimerWheel {
    static let tickMilliseconds = 50
    private static let slotCount = 1024

    private var slots: [[Int32]] = Array(repeating: [], count: slotCount)
    /// All slots up to this tick were looked at.
    private var current: Int
    private var count = 0
    /// No slot before this one holds anything.
    private var earliest = Int.max

    init(now milliseconds: Int) { current = milliseconds / Self.tickMilliseconds }

    /// Puts a descriptor at the tick after `milliseconds`, or at the wheel's end where that is nearer; returns the tick.
    mutating func schedule(_ descriptor: Int32, at milliseconds: Int) -> Int {
        let wanted = milliseconds / Self.tickMilliseconds + 1
        let tick = min(max(wanted, current + 1), current + Self.slotCount - 1)
        slots[tick % Self.slotCount].append(descriptor)
        count += 1
        earliest = min(earliest, tick)
        return tick
    }

    /// What epoll_wait is to wait: -1 without timers.
    func timeout(now milliseconds: Int) -> Int32 {
        count == 0 ? -1 : Int32(clamping: max(0, earliest * Self.tickMilliseconds - milliseconds))
    }

    mutating func takeDue(_ tick: Int) -> [(tick: Int, descriptors: [Int32])] {
        guard tick >= earliest else {
            current = max(current, tick)
            return []
        }
        var due: [(tick: Int, descriptors: [Int32])] = []
        for tick in max(earliest, current + 1)...max(tick, earliest) {
            let slot = tick % Self.slotCount
            guard !slots[slot].isEmpty else { continue }
            count -= slots[slot].count
            due.append((tick, slots[slot]))
            slots[slot] = []
        }
        current = max(current, tick)
        findEarliest()
        return due
    }

    private mutating func findEarliest() {
        earliest =
            count == 0 ? .max : (current + 1...current + Self.slotCount).first { !slots[$0 % Self.slotCount].isEmpty } ?? .max
    }
}
