import LTX

/// When the bucket is tidied, by size.
struct KeeperLimits: Sendable, Hashable {
    /// Inline deltas of more bytes than this leave the manifest.
    var inline = 64 << 10
    /// So many segments of one level become one of the next.
    var fanOut = 8
    /// What is merged lies on this machine's disk for a moment: more than this is left to `satchel db compact`. In bytes.
    var mergeable: UInt64 = 4 << 30
    /// Archives are joined in memory, up to this size in bytes.
    var joinable: UInt64 = 64 << 20
    /// How far back every commit can be restored, in milliseconds; 0 keeps no history.
    var retention: Int64 = 24 * 3600 * 1000

    enum Step: Sendable, Hashable {
        case flush
        case merge([Segment], level: UInt8)
        case join([Archive])
        case forget(Predecessor)
    }

    /// What is due for `manifest`: a flush, and one of the others, which can be done beside it.
    /// - Parameter time: now, in milliseconds since 1970.
    func nextSteps(_ manifest: Manifest, time: Int64) -> [Step] {
        let other = snapshot(manifest) ?? merge(manifest) ?? join(manifest) ?? forget(manifest, time: time)
        return (manifest.inlineSize > inline ? [.flush] : []) + (other.map { [$0] } ?? [])
    }

    /// The newest run of `fanOut` adjacent archives of about one size.
    private func join(_ manifest: Manifest) -> Step? {
        var run: [Archive] = []
        for archive in manifest.archives.reversed() {
            if let last = run.last, sizeClass(last) != sizeClass(archive) || !last.range.follows(archive.range) { run = [] }
            run.append(archive)
            if run.count == fanOut {
                return run.reduce(0, { $0 + $1.size }) <= joinable ? .join(run.reversed()) : nil
            }
        }
        return nil
    }

    /// How often `fanOut` archives of one flush went into this one.
    private func sizeClass(_ archive: Archive) -> Int {
        var (size, number) = (archive.size / UInt64(max(inline, 1)), 0)
        while size >= UInt64(fanOut) {
            size /= UInt64(fanOut)
            number += 1
        }
        return number
    }

    private func forget(_ manifest: Manifest, time: Int64) -> Step? {
        manifest.predecessors.first { $0.replacedAt < time - retention }.map { .forget($0) }
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
