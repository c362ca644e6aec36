import Database
import LTX
import ObjectStore

/// Objects that were uploaded and never listed, or dropped and not deleted, by a process that ended in between.
///
/// Which of them may be deleted, though instances run that might be about to list them:
/// 1. A segment some of whose commits a live segment holds that is not a part of it. Live segments are merged and never cut, so
///    no edit, of whatever age, can bring that segment into a manifest any more.
/// 2. An archive of flushed commits, no part of which is listed: archives are joined from listed ones.
/// 3. A kept manifest or a remnant of a probe that nothing lists: their names are never used again.
/// All only when they are older than the retention time, an hour at least, by the store's clock; and nothing that the manifest or
/// a kept one lists.
extension BucketOperations {
    /// What nothing lists, and which of it may be deleted.
    func orphans() async throws -> (deletable: [ObjectInfo], others: [ObjectInfo]) {
        // Listed before the manifest is read: what is uploaded after can't be taken for an orphan.
        let objects = try await store.list(prefix: "\(key).d/")
        let manifest = try await loadExisting().manifest
        let listed = try await listedObjects(manifest)
        let oldest = runtime.wallClock() - max(options.keeper.retention, 3_600_000)
        var (deletable, others): ([ObjectInfo], [ObjectInfo]) = ([], [])
        for object in objects where !listed.contains(object.key) {
            guard let name = ListedObject(object.key, below: key) else { continue }
            if let modified = object.modified, modified < oldest, Self.canNeverBeListed(name, manifest) {
                deletable.append(object)
            } else {
                others.append(object)
            }
        }
        return (deletable, others)
    }

    func deleteOrphans() async throws -> (deleted: Int, kept: Int) {
        let (deletable, others) = try await orphans()
        for (number, object) in deletable.enumerated() {
            try await store.delete(object.key)
            progress(OperationProgress(what: "deleting orphans", done: number + 1, total: deletable.count))
        }
        return (deletable.count, others.count)
    }

    /// What the manifest lists, and those that it keeps.
    func listedObjects(_ manifest: Manifest?) async throws -> Set<String> {
        guard let manifest else { return [] }
        var listed = manifest.objects(below: key)
        for predecessor in manifest.predecessors {
            let name = predecessor.key(below: key)
            guard case .object(let object) = try await store.get(name, range: nil, unless: nil) else { continue }
            listed.formUnion(try Manifest(object.bytes).objects(below: key))
        }
        return listed
    }

    static func canNeverBeListed(_ name: ListedObject, _ manifest: Manifest?) -> Bool {
        guard let manifest, let range = name.range else { return true }
        switch name.kind {
        case .segment, .groups:
            return manifest.segments.contains { $0.range.overlaps(range) && !$0.range.isPart(of: range) }
        case .archive:
            return range.max <= manifest.flushed && !manifest.archives.contains { $0.range.isPart(of: range) }
        case .manifest, .probe: return true
        }
    }
}

extension TXIDRange {
    fileprivate func overlaps(_ other: TXIDRange) -> Bool { min <= other.max && other.min <= max }
    fileprivate func isPart(of other: TXIDRange) -> Bool { other.min <= min && max <= other.max }
}
