import LTX

/// Manifests.
///
/// 1. What is taken is written as the very same bytes.
/// 2. Whatever it says, everything that is derived from it ends, without a trap.
enum ManifestFuzz {
    static func run(_ bytes: [UInt8]) {
        _ = try? Manifest(bytes)
        guard let manifest = try? Manifest(bytes.resealed) else { return }
        must(manifest.bytes == bytes.resealed, "a manifest is written as other bytes")
        for delta in manifest.inline {
            _ = try? Delta(ltx: delta.file)
            _ = try? delta.timestamp()
        }
        _ = manifest.objects(below: "k")
        _ = manifest.oldestRestorable()
        for segment in manifest.segments { _ = manifest.chain(to: segment.range.max) }
        tidy(manifest)
        for hold in [Hold.none, .mine(mine), .takeOver(mine), .release(mine)] {
            var held = manifest
            try? held.take(hold)
        }
    }

    private static let mine = [UInt8](repeating: 7, count: 16)

    private static func tidy(_ manifest: Manifest) {
        for retention: Int64 in [0, 1000, 86_400_000] {
            let limits = KeeperLimits(inline: 200, fanOut: 2, mergeable: 1 << 40, retention: retention)
            for time in [manifest.timestamp, manifest.timestamp + 100_000_000] {
                var kept = manifest
                kept.keepHistory(time: time, retention: retention)
                must((try? Manifest(kept.bytes)) == kept, "a manifest whose history was tidied is not read again")
                step(limits, manifest, time)
            }
        }
    }

    /// An edit that fits leaves a manifest that is one.
    private static func step(_ limits: KeeperLimits, _ manifest: Manifest, _ time: Int64) {
        guard case .merge(let segments, let level)? = limits.nextSteps(manifest, time: time).last, let first = segments.first,
            let last = segments.last, let range = TXIDRange(first.range.min, last.range.max)
        else { return }
        let merged = Segment(level: level, range: range, size: 1000, fileChecksum: 1, timestamp: last.timestamp)
        let edit = ManifestEdit.merge(segments, lineage: manifest.lineage, merged)
        guard let edited = edit.applied(to: manifest, time: time) else { return }
        must((try? Manifest(edited.bytes)) == edited, "a manifest whose segments were merged is not read again")
    }
}
