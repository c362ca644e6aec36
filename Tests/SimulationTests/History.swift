import LTX

/// The commits of one lineage, which a restore has ended. Nothing of it is lost by that: it is what somebody wanted, and can be undone.
struct History: Sendable {
    /// Its last commit.
    var txid: TXID
    var end: Snapshot
}
