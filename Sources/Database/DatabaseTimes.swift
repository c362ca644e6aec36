import Synchronization

/// How often one request asked its database, and how long it waited for the answers. Only where somebody wants to see it.
public final class DatabaseTimes: Sendable {
    /// What was asked so far; of what ran at the same time each counts in full.
    public struct Total: Sendable, Hashable {
        /// How many transactions read.
        public var reads = 0
        /// The time that reading took, waiting included.
        public var reading = Duration.zero
        /// How many transactions wrote.
        public var writes = 0
        /// The time that writing took, the wait for the store included.
        public var writing = Duration.zero
    }

    private let state = Mutex(Total())

    /// Nothing was measured yet.
    public init() {}

    /// What was measured until now.
    public var total: Total { state.withLock { $0 } }

    func noteRead(since start: ContinuousClock.Instant) {
        let duration = ContinuousClock.now - start
        state.withLock { ($0.reads, $0.reading) = ($0.reads + 1, $0.reading + duration) }
    }

    func noteWrite(since start: ContinuousClock.Instant) {
        let duration = ContinuousClock.now - start
        state.withLock { ($0.writes, $0.writing) = ($0.writes + 1, $0.writing + duration) }
    }
}
