import Database
import LTX
import ObjectStore

/// Putting a whole database in place as a new lineage.
extension BucketOperations {
    /// How many commits instances may add while a snapshot is uploaded, without reaching its number.
    private static var headroom: UInt64 { 1 << 20 }

    /// Replaces `stored` with `pages` in `layout`, as a new lineage.
    /// - Parameter keepsCommits: whether commits that were added to `stored` meanwhile are a reason to stop. If not, they go the way
    ///   of `stored` itself.
    func found(
        _ pages: DatabasePages, as layout: BucketOptions.Layout, replacing stored: StoredDatabase, keepsCommits: Bool
    ) async throws -> Founded {
        switch layout {
        case .file: try await foundFile(pages, replacing: stored)
        case .ltx: try await foundLineage(pages, replacing: stored, keepsCommits: keepsCommits)
        }
    }

    private func foundFile(_ pages: DatabasePages, replacing stored: StoredDatabase) async throws -> Founded {
        let id = CommitID(random: runtime.random)
        let progress = progress
        let bytes = try await blocking {
            if let expected = pages.checksum, try pages.version.checksum(progress: progress) != expected {
                throw DatabaseError(.corrupt, "the pages do not give the checksum that was recorded: the database is damaged")
            }
            let connection = try PagedConnection(pages.version, history: 0, mode: .writing)
            defer { connection.close() }
            try connection.begin()
            try CommitLog.record(id, connection.transaction)
            try connection.commit()
            let image = try pages.version.applying(connection.file.takeDelta()).image()
            return [UInt8](UnsafeRawBufferPointer(start: image.start, count: image.count))
        }
        try await swap(bytes, if: stored.condition) { found in
            guard case .file(_, _, let version) = found else { return false }
            let connection = try PagedConnection(version, history: 0, mode: .reading)
            defer { connection.close() }
            return try connection.read { try CommitLog.contains(id, $0) }
        }
        return Founded(layout: .file, bytes: bytes.count, txid: nil, lineage: nil)
    }

    private func foundLineage(
        _ pages: DatabasePages, replacing stored: StoredDatabase, keepsCommits: Bool
    ) async throws -> Founded {
        let time = max(runtime.wallClock(), stored.manifest?.timestamp ?? 0)
        let snapshot = try await storeSnapshot(of: pages, time: time, after: stored.manifest?.txid)
        var manifest = Manifest(
            lineage: newLineage(), txid: snapshot.segment.range.max, pageSize: try PageSize(checking: pages.version.pageSize),
            pageCount: pages.version.pageCount, checksum: snapshot.checksum, timestamp: time, ids: [],
            segments: [snapshot.segment], retired: [], inline: [])
        manifest.checkpoints = [Checkpoint(txid: manifest.txid, timestamp: time)]
        var replaced = stored
        for attempt in 1... {
            do {
                try await put(manifest, inPlaceOf: replaced)
                break
            } catch let refusal as SwapRefused where !keepsCommits && attempt < 50 {
                let newest = try await load()
                guard newest.manifest?.lineage == stored.manifest?.lineage, newest.manifest?.txid ?? .zero < manifest.txid else {
                    throw refusal
                }
                replaced = newest
                try await runtime.backOff(attempt)
            }
        }
        return Founded(layout: .ltx, bytes: snapshot.spool.count, txid: manifest.txid, lineage: manifest.lineage)
    }

    private func put(_ manifest: Manifest, inPlaceOf replaced: StoredDatabase) async throws {
        var manifest = manifest
        if let old = replaced.manifest {
            manifest.timestamp = max(manifest.timestamp, old.timestamp)
            manifest.provenStore = old.provenStore
            // Whoever holds the old lineage has lost it: the count of holders only grows.
            manifest.epoch = old.epoch + 1
            manifest.predecessors = old.predecessors + [try await keep(old, replacedAt: manifest.timestamp)]
        }
        let lineage = manifest.lineage
        try await swap(manifest.bytes, if: replaced.condition) { $0.manifest?.lineage == lineage }
    }

    /// Stores a snapshot under a commit number that this bucket has never seen, above every name below `KEY.d`; and above
    /// those that running instances will reach before the manifest is in place.
    private func storeSnapshot(of pages: DatabasePages, time: Int64, after last: TXID?) async throws -> WrittenSegment {
        var highest = last ?? .zero
        for object in try await store.list(prefix: "\(key).d/") {
            if let txid = ListedObject(object.key, below: key)?.range?.max { highest = max(highest, txid) }
        }
        if highest > .zero { highest = TXID(highest.value + Self.headroom) }
        while let txid = highest.next {
            let writer = SnapshotWriter(pages: pages, txid: txid, timestamp: time, progress: progress)
            let snapshot = try await blocking { try writer.write() }
            if try await store(snapshot) { return snapshot }
            highest = txid
        }
        throw DatabaseError(.other, "no commit number is left")
    }

    /// - Returns: whether the name was free; another restore that began at the same time may have taken it.
    func store(_ snapshot: WrittenSegment) async throws -> Bool {
        let size = snapshot.spool.count
        progress(OperationProgress(what: "uploading the snapshot", done: 0, total: size))
        let isStored = try await snapshot.store(below: key, in: store, attempts: 12, runtime)
        progress(OperationProgress(what: "uploading the snapshot", done: size, total: size))
        return isStored
    }

    /// Keeps the manifest of a history that is about to be replaced: so the replacement can be undone.
    private func keep(_ old: Manifest, replacedAt time: Int64) async throws -> Predecessor {
        let predecessor = Predecessor(lineage: old.lineage, txid: old.txid, timestamp: old.timestamp, replacedAt: time)
        guard try await store.create(predecessor.key(below: key), UploadBody(old.bytes), attempts: 12, runtime) else {
            throw DatabaseError(.unavailable(retryAfter: nil), "another restore is under way: try again")
        }
        return predecessor
    }
}

/// What was put in place.
public struct Founded: Sendable, Hashable {
    /// The layout that it was founded with.
    public var layout: BucketOptions.Layout
    /// What was uploaded.
    public var bytes: Int
    var txid: TXID?
    var lineage: [UInt8]?

    /// The number of its first commit; `nil` in `layout=file`.
    public var commit: UInt64? { txid?.value }
}
