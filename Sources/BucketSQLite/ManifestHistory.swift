import LTX

/// A state that can be reached by segments alone: where restoring to a later commit begins.
struct Checkpoint: Sendable, Hashable {
    var txid: TXID
    /// When that commit was made, in milliseconds since 1970.
    var timestamp: Int64
}

/// A history that a restore or an import has replaced: its last manifest is kept as an object of its own, and with it all that
/// it lists, until the retention time is over.
struct Predecessor: Sendable, Hashable {
    var lineage: [UInt8]
    /// Its last commit.
    var txid: TXID
    /// When that was made, in milliseconds since 1970.
    var timestamp: Int64
    /// In milliseconds since 1970.
    var replacedAt: Int64

    /// The key of its manifest: `KEY.d/manifests/<txid>-<time of replacement>`, both as 16 hex digits.
    func key(below root: String) -> String {
        "\(root).d/manifests/\(txid)-\(TXID(UInt64(bitPattern: replacedAt)))"
    }
}

/// How far back a manifest can be taken, and what it keeps for that.
///
/// Numbered invariants:
/// 1. Every checkpoint is reached by a chain of live or retired segments.
/// 2. The archives chain without a gap from the first checkpoint (or the first commit) at the latest to the last flushed commit.
/// 3. So every commit after the first checkpoint can be restored: the chain to a checkpoint before it, then single commits.
/// 4. The first checkpoint is older than the retention time, or history begins within it.
/// 5. Of checkpoints there are about ``checkpointsPerRetention``, of retired segments only those that a chain needs and those
///    that readers of a manifest just replaced may still ask for: what is kept does not grow with the number of commits.
extension Manifest {
    static let checkpointsPerRetention: Int64 = 8
    /// How long a retired segment that no restore needs is kept for readers of older manifests, in milliseconds.
    static let readersGrace: Int64 = 5 * 60_000

    /// Notes where history can begin, and forgets what no restore within `retention` needs.
    /// - Parameters:
    ///   - time: now, in milliseconds since 1970.
    ///   - retention: in milliseconds; 0 keeps no history.
    mutating func keepHistory(time: Int64, retention: Int64) {
        let start = time - retention
        noteCheckpoint(spacing: retention / Self.checkpointsPerRetention)
        if retention == 0 { checkpoints = Array(checkpoints.suffix(1)) }
        if let base = checkpoints.lastIndex(where: { $0.timestamp <= start }) { checkpoints.removeFirst(base) }
        if let first = checkpoints.first, first.timestamp <= start || retention == 0 {
            archives.removeAll { $0.range.max <= first.txid }
        }
        let grace = min(retention, Self.readersGrace)
        guard let needed = segmentsOfCheckpoints() else { return }
        retired.removeAll { $0.retiredAt < time - grace && !needed.contains($0.segment) }
    }

    private mutating func noteCheckpoint(spacing: Int64) {
        guard let last = segments.last else { return }
        if let newest = checkpoints.last {
            guard newest.txid < last.range.max, last.timestamp - newest.timestamp >= spacing else { return }
        }
        checkpoints.append(Checkpoint(txid: last.range.max, timestamp: last.timestamp))
    }

    /// `nil` where a checkpoint can't be reached: then nothing is to be thrown away.
    private func segmentsOfCheckpoints() -> Set<Segment>? {
        var needed: Set<Segment> = []
        for checkpoint in checkpoints {
            guard let chain = chain(to: checkpoint.txid) else { return nil }
            needed.formUnion(chain)
        }
        return needed
    }

    /// Live or retired segments that lead from nothing to the state after `txid`, exactly; of several ways the one by long steps.
    func chain(to txid: TXID) -> [Segment]? {
        let candidates = (segments + retired.map(\.segment)).filter { $0.range.max <= txid }
            .sorted { ($0.range.min, $0.range.max, $0.level) > ($1.range.min, $1.range.max, $1.level) }
        // From the end: the first step of a way from each commit number. Of one start the longest step comes first.
        var steps: [TXID: Segment] = [:]
        for segment in candidates where steps[segment.range.min] == nil {
            guard segment.range.max == txid || segment.range.max.next.flatMap({ steps[$0] }) != nil else { continue }
            steps[segment.range.min] = segment
        }
        var chain: [Segment] = []
        while let step = steps[chain.last?.range.max.next ?? TXID(1)] {
            chain.append(step)
            if step.range.max == txid { return chain }
        }
        return nil
    }

    /// Every object that this manifest lists.
    func objects(below root: String) -> Set<String> {
        var keys = Set(archives.map { $0.key(below: root) } + predecessors.map { $0.key(below: root) })
        for segment in segments + retired.map(\.segment) {
            keys.insert(segment.key(below: root))
            keys.insert(segment.groupsKey(below: root))
        }
        return keys
    }
}
