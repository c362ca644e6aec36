import LTX

/// One change of the list of what exists.
enum ManifestEdit: Sendable {
    /// These inline deltas are in this segment now, and one by one in this archive.
    case flush([TXID], lineage: [UInt8], Segment, Archive?)
    /// These segments are one now.
    case merge([Segment], lineage: [UInt8], Segment)
    /// These archives are one now.
    case join([Archive], lineage: [UInt8], Archive)
    /// This predecessor is not kept any more, nor are the objects that it lists.
    case forget(Predecessor, lineage: [UInt8], objects: Set<String>)
    /// The store with this mark has passed the probe (``StoreProbe``).
    case prove(UInt64)

    /// The manifest after the edit; `nil` where it does not list what the edit replaces.
    func applied(to manifest: Manifest, time: Int64) -> Manifest? {
        var edited = manifest
        switch self {
        case .flush(let txids, let lineage, let segment, let archive):
            guard lineage == manifest.lineage, manifest.inline.prefix(txids.count).map(\.txid) == txids else { return nil }
            edited.inline.removeFirst(txids.count)
            edited.segments.append(segment)
            if let archive { edited.archives.append(archive) }
        case .merge(let segments, let lineage, let merged):
            guard lineage == manifest.lineage, let run = manifest.segments.place(of: segments) else { return nil }
            edited.segments.replaceSubrange(run, with: [merged])
            edited.retired += segments.map { RetiredSegment(segment: $0, retiredAt: time) }
        case .join(let archives, let lineage, let joined):
            guard lineage == manifest.lineage, let run = manifest.archives.place(of: archives) else { return nil }
            edited.archives.replaceSubrange(run, with: [joined])
        case .forget(let predecessor, let lineage, _):
            guard lineage == manifest.lineage, manifest.predecessors.contains(predecessor) else { return nil }
            edited.predecessors.removeAll { $0 == predecessor }
        case .prove(let mark):
            guard mark != manifest.provenStore else { return nil }
            edited.provenStore = mark
        }
        return edited
    }
}

extension ManifestEdit {
    var isFlush: Bool { if case .flush = self { true } else { false } }

    /// What nobody needs once a manifest with this edit is applied, beside what that manifest itself goes without.
    var dropped: Set<String> { if case .forget(_, _, let objects) = self { objects } else { [] } }
}

extension Array where Element: Equatable {
    /// Where `run` stands in one piece.
    fileprivate func place(of run: [Element]) -> Range<Int>? {
        guard let first = run.first, let start = firstIndex(of: first) else { return nil }
        guard self[start...].prefix(run.count).elementsEqual(run) else { return nil }
        return start..<start + run.count
    }
}
