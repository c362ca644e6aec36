import LTX

/// Which state of the past is meant.
public enum RestorePoint: Sendable, Hashable {
    /// The state after this commit.
    case commit(UInt64)
    /// The state at this moment: after the last commit that was made at or before it. In milliseconds since 1970.
    case time(Int64)
}

/// How a past state is put together.
struct RestorePlan: Sendable {
    var txid: TXID
    /// From nothing to the first commit that is applied alone.
    var chain: [Segment]
    var commits: [InlineDelta]
    /// When its last commit was made, in milliseconds since 1970.
    var timestamp: Int64
}
