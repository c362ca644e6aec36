/// When the bucket is tidied, by size.
struct KeeperLimits: Sendable, Hashable {
    /// Inline deltas of more bytes than this leave the manifest.
    var inline = 64 << 10
    /// So many segments of one level become one of the next.
    var fanOut = 8
    /// Merging reads all that it merges into memory: more than this is left to `satchel db compact`. In bytes.
    var mergeable: UInt64 = 64 << 20
    /// How long replaced segments are kept, in milliseconds.
    var retention: Int64 = 24 * 3600 * 1000

    enum Step: Sendable, Hashable {
        case flush
        case merge([Segment], level: UInt8)
    }

    /// What is due for `manifest`: at most one step at a time.
    func nextStep(_ manifest: Manifest) -> Step? {
        if manifest.inlineSize > inline { return .flush }
        return snapshot(manifest) ?? merge(manifest)
    }

    /// A snapshot is due when the deltas over the last one are as large as half of it.
    private func snapshot(_ manifest: Manifest) -> Step? {
        guard manifest.segments.count > 1, let first = manifest.segments.first else { return nil }
        let total = manifest.segments.reduce(0) { $0 + $1.size }
        let isDue = total - first.size > max(first.size / 2, UInt64(inline) * 16)
        return isDue && total <= mergeable ? .merge(manifest.segments, level: 9) : nil
    }

    /// The newest run of `fanOut` segments of one level, below the snapshot.
    private func merge(_ manifest: Manifest) -> Step? {
        for level in UInt8(1)...7 {
            let run = manifest.segments.dropFirst().filter { $0.level == level }
            guard run.count >= fanOut, run.reduce(0, { $0 + $1.size }) <= mergeable else { continue }
            return .merge(Array(run), level: level + 1)
        }
        return nil
    }
}
