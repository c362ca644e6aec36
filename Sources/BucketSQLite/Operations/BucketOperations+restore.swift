import Database
import LTX
import ObjectStore

extension BucketOperations {
    /// What a restore has done.
    public struct Restored: Sendable, Hashable {
        /// The commit whose state was put in place.
        public var commit: UInt64
        /// When that was made, in milliseconds since 1970.
        public var timestamp: Int64
        /// Of the database that has the state now.
        public var key: String
        /// The last commit of what was replaced: restoring it undoes the restore, within the retention time.
        public var replaced: UInt64?
    }

    /// Puts a past state in place of the database, or beside it under `other`. Exact to the commit within the retention time.
    ///
    /// It is a new lineage: instances that run go on with the restored state; one that was frozen can't write into it. What was
    /// replaced stays reachable for as long as the retention time says.
    /// - Parameter overwrites: whether a database that stands under `other` may be replaced.
    public func restore(to point: RestorePoint, into other: String? = nil, overwrites: Bool = false) async throws -> Restored {
        try await steadily { try await restoreOnce(to: point, into: other, overwrites: overwrites) }
    }

    private func restoreOnce(to point: RestorePoint, into other: String?, overwrites: Bool) async throws -> Restored {
        let stored = try await loadExisting()
        guard let current = stored.manifest else { throw Self.noHistory(key) }
        let history = HistoryReader(root: key, store: store, current: current)
        let (manifest, plan) = try await history.plan(point)
        let pages = try await pages(of: plan, in: manifest)
        if let other, other != key {
            let target = under(other)
            _ = try await target.found(
                pages, as: .ltx, replacing: try await target.vacancy(overwrites: overwrites), keepsCommits: false)
            return Restored(commit: plan.txid.value, timestamp: plan.timestamp, key: other)
        }
        _ = try await found(pages, as: .ltx, replacing: stored, keepsCommits: false)
        return Restored(commit: plan.txid.value, timestamp: plan.timestamp, key: key, replaced: current.txid.value)
    }

    /// The state that `plan` leads to.
    func pages(of plan: RestorePlan, in manifest: Manifest) async throws -> DatabasePages {
        let layout = reading()
        try await layout.shelf.prepare(plan.chain, pageSize: manifest.pageSize)
        var version = PageVersion.empty(pageSize: manifest.pageSize.bytes)
        var checksum: DatabaseChecksum?
        if let last = plan.chain.last {
            let (header, trailer) = try await ends(of: last)
            guard let source = layout.shelf.source(plan.chain, pageSize: header.pageSize) else {
                throw DatabaseError(.unavailable(retryAfter: 1), "the tables of the segments are not at hand: try again")
            }
            version = PageVersion(pageSize: header.pageSize.bytes, pageCount: header.pageCount, source: source)
            checksum = trailer.postApply
        }
        for commit in plan.commits {
            version = version.applying(try Delta(ltx: commit.file))
            checksum = try LTXTrailer(bytes: commit.file.suffix(LTXTrailer.length), at: commit.file.count - LTXTrailer.length)
                .postApply
        }
        return DatabasePages(version: version, checksum: checksum)
    }

    /// Header and trailer of a segment, by two range reads.
    private func ends(of segment: Segment) async throws -> (header: LTXHeader, trailer: LTXTrailer) {
        let name = segment.key(below: key)
        let first = try await store.get(name, range: .bounds(0..<LTXHeader.length), unless: nil)
        let last = try await store.get(name, range: .suffix(LTXTrailer.length), unless: nil)
        guard case .object(let head) = first, case .object(let tail) = last else { throw MissingSegment.error(name) }
        let trailer = try LTXTrailer(bytes: tail.bytes[...], at: Int(segment.size) - LTXTrailer.length)
        guard trailer.fileChecksum == segment.fileChecksum else {
            throw DatabaseError(.corrupt, "\(name) is not the segment that the manifest lists")
        }
        return (try LTXHeader(bytes: head.bytes[...]), trailer)
    }

    /// What stands under the key, where it may be replaced.
    func vacancy(overwrites: Bool) async throws -> StoredDatabase {
        let stored = try await load()
        guard overwrites || stored.layout == nil else {
            throw OverwriteRefused(what: "\(key) in \(store.description)")
        }
        return stored
    }

    private static func noHistory(_ key: String) -> DatabaseError {
        DatabaseError(
            .other,
            "\(key) is a plain SQLite file: it keeps no history of its own. With versioning on, the bucket itself keeps what was "
                + "overwritten: copy an older version of the object over the newest one; or convert to layout=ltx, which keeps history"
        )
    }
}

/// Something stands where something is to be put, and nobody said that it may be replaced.
public struct OverwriteRefused: Error, CustomStringConvertible {
    /// What would have been overwritten.
    public let what: String
    public var description: String { "\(what) exists already; nothing was changed" }
}
