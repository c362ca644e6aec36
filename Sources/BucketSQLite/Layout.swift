import Database
import Logging
import ObjectStore

/// A state of the bucket: the tag of the object that names it, its pages, and what a layout wants to remember of it.
struct BucketState: Sendable {
    /// `nil` where the key does not exist yet.
    var etag: ETag?
    var version: PageVersion
    /// `layout=ltx`: what exists.
    var manifest: Manifest?
}

/// The state that the engine stands on.
struct Base: Sendable {
    var state: BucketState
    /// Within one history the database file's change counter never repeats, so connections may keep their page caches from one
    /// state to the next; across two they may not.
    var history: UInt64

    var etag: ETag? { state.etag }
    var version: PageVersion { state.version }
}

/// How a commit is laid down in the store. Layouts share everything else.
protocol Layout: Sendable {
    /// The object that says what exists: the one that every commit changes by compare-and-swap.
    var key: String { get }

    /// Whether recent commit ids are rows of the database itself (or else stand beside the pages).
    var keepsIDsInDatabase: Bool { get }

    /// The state in the bucket, unless it is still that of `base`.
    func load(since base: BucketState?) async throws -> Loaded

    /// What is PUT for `delta` on `base`. Made once per commit: a PUT whose answer was lost is repeated byte for byte.
    /// - Parameter time: milliseconds since 1970.
    func prepare(_ delta: Delta, on base: BucketState, id: CommitID, time: Int64, hold: Hold) throws -> PreparedCommit

    /// Whether the commit with `id`, made on `base`, is part of `state`.
    func search(_ id: CommitID, in state: BucketState, since base: BucketState) throws -> IDSearch

    /// Whether `state` surely came after `other` in the bucket: `false` where that can't be told.
    func isLater(_ state: BucketState, than other: BucketState) -> Bool

    /// Returns when a commit on `base` is welcome: a layout that is behind with its tidying lets the next commit wait.
    func ready(_ base: BucketState) async

    /// The commit was applied: the layout may tidy up in the background.
    func applied(_ state: BucketState)

    /// Fetches ahead what `state` consists of, as the options say; returns at once unless they say otherwise.
    func hydrate(_ state: BucketState, _ hydration: Hydration, runtime: BucketRuntime, logger: Logger) async

    /// Ends what runs in the background.
    func close() async
}

enum Loaded: Sendable {
    case unchanged
    /// - continues: the same history as the base that the load was given: connections may keep their caches.
    case state(BucketState, continues: Bool)
    case missing
}

struct PreparedCommit: Sendable {
    var body: [UInt8]
    /// The state once the PUT is applied; its tag comes with the answer.
    var state: BucketState
}

enum IDSearch: Sendable, Hashable {
    case found
    case absent
    /// More commits have happened since than ids are kept: nothing can be said.
    case forgotten
}

/// Names one commit for ever: 128 random bits. "Ours is in there" is decided by it, never by a tag or a guess.
struct CommitID: Sendable, Hashable {
    let bytes: [UInt8]

    init(random: () -> UInt64) {
        bytes = [random(), random()].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
    }
}

/// What a commit does about the exclusive hold on the database.
enum Hold: Sendable, Hashable {
    /// Leaves it alone; refused where another instance has it.
    case none
    /// Has it, or takes it where nobody does. 16 random bytes name the instance.
    case mine([UInt8])
    /// Takes it from whoever has it.
    case takeOver([UInt8])
    /// Gives it back.
    case release([UInt8])
}

extension Layout {
    func isLater(_ state: BucketState, than other: BucketState) -> Bool { false }

    func hydrate(_ state: BucketState, _ hydration: Hydration, runtime: BucketRuntime, logger: Logger) async {}
}
