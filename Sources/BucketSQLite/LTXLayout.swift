import Database
import LTX
import Logging
import ObjectStore

/// `layout=ltx`: the key is a ``Manifest``; a commit appends one LTX delta to it, so it costs what it changes.
///
/// 1. A commit is one PUT of the manifest, whatever the size of the database.
/// 2. A state that continues the base is reached by its inline deltas alone; any other by the segments' group tables, pages
///    being fetched when they are asked for.
/// 3. What the keeper has moved to segments in the background goes into the manifest with the next commit.
struct LTXLayout: Layout {
    let key: String
    let store: any ObjectStore
    let shelf: SegmentShelf
    let keeper: SegmentKeeper
    /// 128 random bits for a database that does not exist yet.
    let newLineage: [UInt8]
    let proof = StoreProof()

    var keepsIDsInDatabase: Bool { false }

    func load(since base: BucketState?) async throws -> Loaded {
        switch try await store.whole(key, unless: base?.etag) {
        case .unchanged: return .unchanged
        case .missing: return .missing
        case .object(let bytes, let etag):
            let manifest = try Manifest(bytes)
            let continues = base?.manifest.map { $0.lineage == manifest.lineage && $0.txid <= manifest.txid } ?? false
            let version = try await version(of: manifest, from: continues ? base : nil)
            return .state(BucketState(etag: etag, version: version, manifest: manifest), continues: continues)
        }
    }

    /// How many pages may gather over a source before the version is built anew from segments, and they can leave memory.
    private static var mostGatheredPages: Int { 4096 }

    private func version(of manifest: Manifest, from base: BucketState?) async throws -> PageVersion {
        if let base, let known = base.manifest?.txid, known >= manifest.flushed,
            base.version.gatheredPages < Self.mostGatheredPages
        {
            return try Self.apply(manifest.inline.filter { $0.txid > known }, to: base.version)
        }
        return try await version(of: manifest)
    }

    /// The version built from what the manifest lists.
    func version(of manifest: Manifest) async throws -> PageVersion {
        try await shelf.prepare(manifest.segments, pageSize: manifest.pageSize)
        guard let version = try segmentsVersion(manifest) else {
            throw DatabaseError(.unavailable(retryAfter: 1), "the manifest was tidied while it was read: try again")
        }
        return try Self.apply(manifest.inline, to: version)
    }

    /// The state of the manifest's segments, without the inline deltas; `nil` where their tables are not here.
    private func segmentsVersion(_ manifest: Manifest) throws(DatabaseError) -> PageVersion? {
        guard let source = shelf.source(manifest.segments, pageSize: manifest.pageSize) else { return nil }
        return PageVersion(
            pageSize: manifest.pageSize.bytes, pageCount: manifest.segments.isEmpty ? 0 : manifest.pageCount, source: source)
    }

    /// Lays inline deltas over a version, oldest first.
    static func apply(_ deltas: [InlineDelta], to version: PageVersion) throws(DatabaseError) -> PageVersion {
        var version = version
        for delta in deltas { version = version.applying(try Delta(ltx: delta.file)) }
        return version
    }

    func prepare(_ delta: Delta, on base: BucketState, id: CommitID, time: Int64, hold: Hold) throws -> PreparedCommit {
        var manifest = keeper.tidied(try base.manifest ?? Manifest(lineage: newLineage, pageSize: delta.pageSize), time: time)
        try manifest.take(hold)
        guard let txid = manifest.txid.next else { throw DatabaseError(.other, "no commit number is left") }
        let time = max(time, manifest.timestamp)
        let version = try settled(base.version, manifest).applying(delta)
        let checksum = try delta.checksum(after: manifest.checksum, of: base.version)
        manifest.inline.append(
            InlineDelta(txid: txid, file: try delta.ltx(txid: txid, time: time, from: manifest.checksum, to: checksum)))
        manifest.txid = txid
        if let mark = proof.mark { manifest.provenStore = mark }
        manifest.pageSize = try PageSize(checking: delta.pageSize)
        manifest.pageCount = delta.pageCount
        manifest.checksum = checksum
        manifest.timestamp = time
        manifest.ids = manifest.ids.suffix(Manifest.keptIDs - 1) + [ShortID(id)]
        let state = BucketState(etag: nil, version: version, manifest: manifest)
        return PreparedCommit(body: manifest.bytes, state: state)
    }

    /// The state of `manifest`, which is `version`'s: where many pages have gathered over the source and all segments are at hand,
    /// built from segments, so that those pages can leave memory.
    private func settled(_ version: PageVersion, _ manifest: Manifest) throws(DatabaseError) -> PageVersion {
        guard version.gatheredPages > Self.mostGatheredPages, let segments = try segmentsVersion(manifest) else { return version }
        return try Self.apply(manifest.inline, to: segments)
    }

    func search(_ id: CommitID, in state: BucketState, since base: BucketState) throws -> IDSearch {
        guard let manifest = state.manifest else { return .absent }
        if manifest.ids.contains(ShortID(id)) { return .found }
        guard let old = base.manifest else { return manifest.txid.value <= Manifest.keptIDs ? .absent : .forgotten }
        // Another lineage, or an older state, was put in place by a person: what it holds of ours is not to be told by ids.
        guard old.lineage == manifest.lineage, old.txid <= manifest.txid else { return .forgotten }
        return manifest.txid.value - old.txid.value <= UInt64(Manifest.keptIDs) ? .absent : .forgotten
    }

    /// Within one lineage commits are numbered, and no number is given twice.
    func isLater(_ state: BucketState, than other: BucketState) -> Bool {
        guard let manifest = state.manifest, let old = other.manifest else { return false }
        return manifest.lineage == old.lineage && manifest.txid > old.txid
    }

    func ready(_ base: BucketState) async {
        guard let manifest = base.manifest else { return }
        await keeper.catchUp(manifest)
    }

    func applied(_ state: BucketState) {
        guard let manifest = state.manifest else { return }
        keeper.applied(manifest)
    }

    func hydrate(_ state: BucketState, _ hydration: Hydration, runtime: BucketRuntime, logger: Logger) async {
        guard hydration != .none, let manifest = state.manifest else { return }
        let work = runtime.task {
            await shelf.hydrate(manifest.segments, pageSize: manifest.pageSize, on: runtime.reading, logger: logger)
        }
        keeper.watch(work)
        if hydration == .eager { await work.value }
    }

    func close() async { await keeper.finish() }
}

extension Manifest {
    /// A database that does not exist yet.
    init(lineage: [UInt8], pageSize: Int) throws(DatabaseError) {
        self.init(
            lineage: lineage, txid: .zero, pageSize: try PageSize(checking: pageSize), pageCount: 0, checksum: .empty,
            timestamp: 0, ids: [], segments: [], retired: [], inline: [])
    }
}

extension PageSize {
    init(checking bytes: Int) throws(DatabaseError) {
        guard let size = PageSize(bytes) else { throw DatabaseError(.corrupt, "\(bytes) bytes is no page size of SQLite's") }
        self = size
    }
}
