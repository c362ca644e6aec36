import Database
import LTX
import ObjectStore

/// Single commits, kept for restore to the commit.
extension SegmentKeeper {
    /// Stores what a flush takes out of the manifest, commit by commit; `nil` where no history is kept.
    func archive(_ commits: [InlineDelta]) async throws -> Archive? {
        guard limits.retention > 0, let (bytes, entry) = try ArchivedCommits(commits).written() else { return nil }
        try await create(entry.key(below: shelf.root), bytes)
        return entry
    }

    /// Stores several adjacent archives as one, so that their number stays small.
    func join(_ archives: [Archive]) async throws -> Archive? {
        var commits: [InlineDelta] = []
        for archive in archives {
            commits += try await ArchivedCommits.load(archive, from: store, root: shelf.root).commits
        }
        return try await self.archive(commits)
    }
}

extension ArchivedCommits {
    static func load(_ entry: Archive, from store: any ObjectStore, root: String) async throws -> ArchivedCommits {
        let key = entry.key(below: root)
        guard case .object(let object) = try await store.get(key, range: nil, unless: nil) else {
            throw MissingSegment.error(key)
        }
        return try ArchivedCommits(object.bytes, of: entry)
    }
}
