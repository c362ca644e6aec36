import LTX

/// What exists: the one object that every commit of `layout=ltx` changes, by compare-and-swap. Its bytes: ``Manifest/bytes`` and
/// docs/format.md.
///
/// Numbered invariants:
/// 1. The live segments chain without a gap: the first is a snapshot (its range begins with commit 1), each next follows the one
///    before. The inline deltas chain on, one commit each, up to `txid`.
/// 2. `pageCount` and `checksum` are those of the database after `txid`; 0 and "none" before the first commit.
/// 3. `ids` are the newest commits' ids, oldest first, the last one that of `txid`.
/// 4. A segment or archive is listed only after its objects are durable. An object is deleted only after a manifest without it
///    was applied, and a manifest goes without it only when no restore within the retention time needs it (`ManifestHistory`).
/// 5. No name of an object is ever used for other bytes, nor again once a manifest went without it: what is merged covers more
///    commits than its parts, and the commits of another lineage have higher numbers.
struct Manifest: Sendable, Hashable {
    static let version: UInt16 = 1
    /// How many ids are kept. Absence of an id proves "not applied" only while fewer commits have happened since its base.
    static let keptIDs = 1024

    /// Names the history: 128 random bits, new at creation, restore and branch.
    var lineage: [UInt8]
    var txid: TXID
    var pageSize: PageSize
    /// In pages.
    var pageCount: UInt32
    var checksum: DatabaseChecksum
    /// Of the last commit, in milliseconds since 1970.
    var timestamp: Int64
    /// Counts the instances that held the database exclusively.
    var epoch: UInt64 = 0
    /// Who holds it exclusively now: 16 random bytes of that instance; zeros: nobody.
    var holder = Manifest.nobody
    var ids: [ShortID]
    /// The CRC-64 of the identity of the store that passed the probe; 0 where none did (``StoreProbe``).
    var provenStore: UInt64 = 0
    var segments: [Segment]
    var retired: [RetiredSegment]
    /// The single commits of segments, adjacent, oldest first.
    var archives: [Archive] = []
    /// Oldest first.
    var checkpoints: [Checkpoint] = []
    /// Oldest first.
    var predecessors: [Predecessor] = []
    /// Complete LTX files of one commit each, oldest first.
    var inline: [InlineDelta]

    static let nobody = [UInt8](repeating: 0, count: 16)

    /// In bytes.
    var inlineSize: Int { inline.reduce(0) { $0 + $1.file.count } }

    /// The last commit that is in a segment.
    var flushed: TXID { segments.last?.range.max ?? .zero }
}

/// One commit that has not left the manifest yet.
struct InlineDelta: Sendable, Hashable {
    var txid: TXID
    /// A whole LTX file.
    var file: [UInt8]
}

/// The first 64 bits of a ``CommitID``: enough to tell apart the commits that a manifest remembers.
struct ShortID: Sendable, Hashable {
    let value: UInt64
    init(value: UInt64) { self.value = value }
    init(_ id: CommitID) { value = id.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }
}
