import Database
import LTX
import ObjectStore

/// Finds past states in what a bucket keeps: the history of the current lineage, and of those that it has replaced.
///
/// Why a commit number belongs to one lineage: a lineage begins above all numbers that its predecessors reached.
struct HistoryReader: Sendable {
    let root: String
    let store: any ObjectStore
    let current: Manifest

    /// The manifest in whose history `point` lies, and how to get there.
    func plan(_ point: RestorePoint) async throws -> (manifest: Manifest, plan: RestorePlan) {
        let manifest = try await manifest(holding: point)
        let txid: TXID
        switch point {
        case .commit(let number): txid = TXID(number)
        case .time(let time): txid = try await commit(at: time, in: manifest)
        }
        return (manifest, try await plan(txid, in: manifest))
    }

    /// The current manifest, or the one of a lineage that was replaced later than `point`.
    private func manifest(holding point: RestorePoint) async throws -> Manifest {
        let older = current.predecessors.first { predecessor in
            switch point {
            case .commit(let number): number <= predecessor.txid.value
            case .time(let time): time < predecessor.replacedAt
            }
        }
        guard let older else { return current }
        let key = older.key(below: root)
        guard case .object(let object) = try await store.get(key, range: nil, unless: nil) else {
            throw DatabaseError(
                .unavailable(retryAfter: nil), "\(key), which the manifest lists, is missing from \(store.description)")
        }
        let manifest = try Manifest(object.bytes)
        guard manifest.lineage == older.lineage else {
            throw DatabaseError(.corrupt, "\(key) is the manifest of another lineage")
        }
        return manifest
    }

    /// The last commit at or before `time`.
    private func commit(at time: Int64, in manifest: Manifest) async throws -> TXID {
        if manifest.timestamp <= time { return manifest.txid }
        if let commit = try manifest.inline.last(where: { try $0.timestamp() <= time }) { return commit.txid }
        // A boundary of segments that is later than every archived commit found is nearer still.
        var newest = manifest.reachableBoundaries().last { $0.timestamp <= time }?.txid
        if let archive = manifest.archives.last(where: { $0.firstTime <= time }), newest ?? .zero < archive.range.max {
            let commits = try await ArchivedCommits.load(archive, from: store, root: root).commits
            if let commit = try commits.last(where: { try $0.timestamp() <= time }) { newest = max(newest ?? .zero, commit.txid) }
        }
        guard let newest else { throw Self.tooOld(manifest) }
        return newest
    }

    private func plan(_ txid: TXID, in manifest: Manifest) async throws -> RestorePlan {
        guard txid <= manifest.txid, txid > .zero else {
            throw DatabaseError(.other, "there is no commit \(txid.value): the last one is \(manifest.txid.value)")
        }
        let bases = [Checkpoint(txid: .zero, timestamp: 0)] + manifest.reachableBoundaries()
        for base in bases.reversed() where base.txid <= txid {
            guard manifest.keepsCommits(after: base.txid, upTo: txid) else { continue }
            let chain = base.txid == .zero ? [] : manifest.chain(to: base.txid) ?? []
            let commits = try await commits(after: base.txid, upTo: txid, in: manifest)
            return RestorePlan(
                txid: txid, chain: chain, commits: commits, timestamp: try commits.last?.timestamp() ?? base.timestamp)
        }
        throw Self.tooOld(manifest)
    }

    private func commits(after base: TXID, upTo txid: TXID, in manifest: Manifest) async throws -> [InlineDelta] {
        var commits: [InlineDelta] = []
        for archive in manifest.archives where archive.range.max > base && archive.range.min <= txid {
            commits += try await ArchivedCommits.load(archive, from: store, root: root).commits
        }
        return (commits + manifest.inline).filter { $0.txid > base && $0.txid <= txid }
    }

    private static func tooOld(_ manifest: Manifest) -> DatabaseError {
        let oldest = manifest.oldestRestorable().map { ": the oldest is commit \($0.value)" } ?? ""
        return DatabaseError(.other, "that state is not kept any more\(oldest) (the option retention says for how long)")
    }
}

extension Manifest {
    /// States that segments alone lead to, oldest first.
    func reachableBoundaries() -> [Checkpoint] {
        let ends = Set((segments + retired.map(\.segment)).map { Checkpoint(txid: $0.range.max, timestamp: $0.timestamp) })
        return ends.filter { chain(to: $0.txid) != nil }.sorted { $0.txid < $1.txid }
    }

    /// Whether each single commit after `base` up to `txid` is at hand.
    func keepsCommits(after base: TXID, upTo txid: TXID) -> Bool {
        var reached = base
        for archive in archives where reached < txid && archive.range.max > reached {
            guard let next = reached.next, archive.range.min <= next else { return false }
            reached = archive.range.max
        }
        if reached < txid, let first = inline.first, let next = reached.next, first.txid <= next { reached = self.txid }
        return reached >= txid
    }

    /// The first commit from which on every one can be restored; `nil` where none can.
    func oldestRestorable() -> TXID? {
        if keepsCommits(after: .zero, upTo: txid) { return TXID(1) }
        return reachableBoundaries().first { keepsCommits(after: $0.txid, upTo: txid) }?.txid
    }
}
