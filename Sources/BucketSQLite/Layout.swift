import Database
import ObjectStore

/// The state that the bucket is known to have had: its tag there, and its pages.
struct Base: Sendable {
    /// `nil` where the key does not exist yet.
    var etag: ETag?
    var version: PageVersion
    /// Counts the states that were loaded rather than made here. Within one history the file's change counter never repeats, so
    /// connections may keep their caches; across two they may not.
    var history: UInt64
}

/// How a commit is laid down in the store. Layouts share everything else.
protocol Layout: Sendable {
    /// The object that says what exists: the one that every commit changes by compare-and-swap.
    var key: String { get }

    /// Whether recent commit ids are rows of the database itself (or else stand beside the pages).
    var keepsIDsInDatabase: Bool { get }

    /// The state in the bucket, unless it still has `etag`.
    func load(unless etag: ETag?) async throws -> Loaded

    /// What is PUT for `delta` on `base`. Made once per commit: a PUT whose answer was lost is repeated byte for byte.
    func prepare(_ delta: Delta, on base: Base, id: CommitID) throws -> PreparedCommit

    /// Whether the commit with `id` is part of `base`.
    func contains(_ id: CommitID, in base: Base) throws -> Bool
}

enum Loaded: Sendable {
    case unchanged
    case state(etag: ETag, version: PageVersion)
    case missing
}

struct PreparedCommit: Sendable {
    var body: [UInt8]
    /// The state once the PUT is applied.
    var version: PageVersion
}

/// Names one commit for ever: 128 random bits. "Ours is in there" is decided by it, never by a tag or a guess.
struct CommitID: Sendable, Hashable {
    let bytes: [UInt8]

    init(random: () -> UInt64) {
        bytes = [random(), random()].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
    }
}
