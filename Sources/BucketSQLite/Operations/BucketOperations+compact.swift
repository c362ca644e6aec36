import Database
import LTX
import ObjectStore

extension BucketOperations {
    /// What a compaction has done.
    public struct Compacted: Sendable, Hashable {
        /// How many segments became one; 0 where there was nothing to merge.
        public var segments = 0
        /// Of the snapshot, in bytes.
        public var size = 0
        /// Objects that nothing lists, deleted.
        public var orphans = 0
        /// Objects that nothing lists and that stay, because they are young or may still be listed.
        public var orphansKept = 0
    }

    /// Merges all segments into one snapshot, however large, and deletes orphans that are older than the retention time.
    ///
    /// It is read and written piece by piece, over a temporary file. What replaced segments held stays restorable.
    public func compact() async throws -> Compacted {
        var compacted = Compacted()
        if let manifest = try await loadExisting().manifest, manifest.segments.count > 1 {
            compacted.segments = manifest.segments.count
            compacted.size = try await merge(manifest)
        }
        (compacted.orphans, compacted.orphansKept) = try await deleteOrphans()
        return compacted
    }

    private func merge(_ manifest: Manifest) async throws -> Int {
        let timestamp = manifest.segments.last?.timestamp ?? 0
        let files = try await reading().shelf.sources(of: manifest.segments)
        let progress = progress
        let snapshot = try await blocking {
            try WrittenSegment.merging(files, level: 9, timestamp: timestamp, progress: progress)
        }
        guard try await store(snapshot) else {
            throw DatabaseError(
                .unavailable(retryAfter: nil),
                "\(snapshot.segment.key(below: key)) is there with other bytes: try again after a while")
        }
        try await apply(.merge(manifest.segments, lineage: manifest.lineage, snapshot.segment))
        return snapshot.spool.count
    }

    /// Deletes what an edit has dropped, unless the manifest that stands there now lists it.
    private func delete(_ dropped: Set<String>) async throws {
        guard !dropped.isEmpty, let manifest = try await load().manifest else { return }
        for object in dropped.subtracting(manifest.objects(below: key)).sorted() { try await store.delete(object) }
    }

    /// Brings an edit into the newest manifest, between the commits of others.
    func apply(_ edit: ManifestEdit) async throws {
        for attempt in 1... {
            let stored = try await load()
            guard let manifest = stored.manifest else { throw SwapRefused(key: key) }
            let time = max(runtime.wallClock(), manifest.timestamp)
            guard var edited = edit.applied(to: manifest, time: time) else {
                // Another instance was told the same by the same store.
                if case .prove = edit { return }
                throw DatabaseError(
                    .unavailable(retryAfter: nil), "an instance has merged segments meanwhile; nothing was changed: try again")
            }
            edited.keepHistory(time: time, retention: options.keeper.retention)
            let bytes = edited.bytes
            do {
                try await swap(bytes, if: stored.condition) { edit.applied(to: $0.manifest ?? manifest, time: time) == nil }
                return try await delete(manifest.objects(below: key).subtracting(edited.objects(below: key)))
            } catch let refusal as SwapRefused {
                guard attempt < 100 else { throw refusal }
                try await runtime.backOff(min(attempt, 3))
            }
        }
    }
}
