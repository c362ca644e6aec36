import LTX

/// A segment that a manifest lists: an immutable LTX object, and beside it the table of its page groups.
struct Segment: Sendable, Hashable {
    /// 1 for deltas that left the manifest, higher for compactions, 9 for snapshots.
    var level: UInt8
    var range: TXIDRange
    /// In bytes.
    var size: UInt64
    /// The LTX file's own checksum: what binds the group table, and a download, to this segment.
    var fileChecksum: UInt64
    /// When its last commit was made, in milliseconds since 1970.
    var timestamp: Int64

    /// The object's key below the database's: `KEY.d/ltx/<level>/<min>-<max>.ltx`.
    func key(below root: String) -> String { "\(root).d/ltx/\(level)/\(LTXName(range))" }

    /// The key of its group table.
    func groupsKey(below root: String) -> String { key(below: root) + ".groups" }
}

/// A segment that has been replaced by a compaction, kept for readers of older manifests and for restore.
struct RetiredSegment: Sendable, Hashable {
    var segment: Segment
    /// In milliseconds since 1970.
    var retiredAt: Int64
}
