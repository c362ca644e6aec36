import LTX

/// What `db info` tells of a database in a bucket.
public struct DatabaseInfo: Sendable, Hashable {
    /// The segments of one level of compaction.
    public struct Level: Sendable, Hashable {
        /// 0 to 9; 9 are snapshots.
        public var level: Int
        /// How many there are.
        public var segments: Int
        /// In bytes.
        public var size: Int
    }

    /// A history that was replaced and can be restored.
    public struct Replaced: Sendable, Hashable {
        /// Its last commit.
        public var commit: UInt64
        /// In milliseconds since 1970.
        public var replacedAt: Int64
    }

    /// How the database lies in the bucket.
    public var layout: BucketOptions.Layout
    /// In bytes.
    public var pageSize: Int
    /// How many pages the database has.
    public var pages: Int
    /// Of the object under the key, in bytes: what each commit uploads, before its own pages.
    public var objectSize: Int
    // The rest is layout=ltx's.
    /// In hexadecimal.
    public var lineage: String?
    /// The number of the last commit.
    public var commit: UInt64?
    /// Of the last commit, in milliseconds since 1970.
    public var timestamp: Int64?
    /// Where there are segments, lowest first.
    public var levels: [Level] = []
    /// How many commits stand in the manifest itself.
    public var inlineCommits = 0
    /// In bytes.
    public var inlineSize = 0
    /// How far back every commit is meant to be restorable, by the options of this reader.
    public var retention: Duration?
    /// Segments that only restores need.
    public var retiredSegments = 0
    /// How many older manifests are kept to restore from.
    public var archives = 0
    /// In bytes.
    public var archiveSize = 0
    /// The first commit from which on every one can be restored.
    public var oldestRestorable: UInt64?
    /// Those that a restore or a conversion left behind.
    public var replaced: [Replaced] = []
    /// Whether a store passed the probe with this lineage.
    public var isProbed = false

    /// In bytes.
    public var databaseSize: Int { pages * pageSize }
    /// What a commit of a few rows uploads, in bytes.
    public var estimatedPut: Int {
        switch layout {
        case .file: databaseSize
        // Four packed pages.
        case .ltx: objectSize + 2 * pageSize
        }
    }
}

extension DatabaseInfo {
    init(_ manifest: Manifest, objectSize: Int) {
        self.init(
            layout: .ltx, pageSize: manifest.pageSize.bytes, pages: Int(manifest.pageCount), objectSize: objectSize,
            lineage: manifest.lineageText, commit: manifest.txid.value, timestamp: manifest.timestamp)
        levels = Dictionary(grouping: manifest.segments) { $0.level }.sorted { $0.key > $1.key }.map {
            Level(level: Int($0.key), segments: $0.value.count, size: Int($0.value.reduce(0) { $0 + $1.size }))
        }
        inlineCommits = manifest.inline.count
        inlineSize = manifest.inlineSize
        retiredSegments = manifest.retired.count
        archives = manifest.archives.count
        archiveSize = Int(manifest.archives.reduce(0) { $0 + $1.size })
        oldestRestorable = manifest.oldestRestorable()?.value
        replaced = manifest.predecessors.map { Replaced(commit: $0.txid.value, replacedAt: $0.replacedAt) }
        isProbed = manifest.provenStore != 0
    }
}
