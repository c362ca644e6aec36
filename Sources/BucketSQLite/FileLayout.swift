import Database
import ObjectStore

/// `layout=file`: the key is a plain SQLite file.
///
/// 1. A commit uploads the whole image. Right while the file is small.
/// 2. The recent commit ids are rows of a table in that file (``CommitLog``), so each commit's bytes, and its tag, are unique.
/// 3. What is downloaded is checked before it is believed: header, page count, and SQLite's own reading of the schema.
struct FileLayout: Layout {
    let key: String
    let store: any ObjectStore

    var keepsIDsInDatabase: Bool { true }

    func load(since base: BucketState?) async throws -> Loaded {
        switch try await store.whole(key, unless: base?.etag) {
        case .unchanged: return .unchanged
        case .missing: return .missing
        case .object(let bytes, let etag):
            return .state(BucketState(etag: etag, version: try Self.version(of: bytes)), continues: false)
        }
    }

    /// Checks an image and makes a version of it.
    static func version(of bytes: [UInt8]) throws -> PageVersion {
        if bytes.isEmpty { return .empty() }
        let image = PageMemory(copying: bytes)
        let header = try SQLiteHeader(UnsafeRawBufferPointer(start: image.start, count: image.count))
        try header.check(size: image.count)
        // A file that was last used in WAL mode reads as a rollback-journal file once bytes 18 and 19 say so; its WAL was
        // checkpointed into it before it could be uploaded as one file.
        image.start.storeBytes(of: 1, toByteOffset: 18, as: UInt8.self)
        image.start.storeBytes(of: 1, toByteOffset: 19, as: UInt8.self)
        let version = PageVersion.image(image, pageSize: header.pageSize)
        let connection = try PagedConnection(version, history: 0, mode: .reading)
        defer { connection.close() }
        _ = try connection.read { try $0.query("SELECT count(*) FROM sqlite_schema", .none) }
        return version
    }

    func prepare(_ delta: Delta, on base: BucketState, id: CommitID, time: Int64, hold: Hold) throws -> PreparedCommit {
        let image = try base.version.applying(delta).image()
        let body = [UInt8](UnsafeRawBufferPointer(start: image.start, count: image.count))
        return PreparedCommit(body: body, state: BucketState(etag: nil, version: .image(image, pageSize: delta.pageSize)))
    }

    func search(_ id: CommitID, in state: BucketState, since base: BucketState) throws -> IDSearch {
        let (after, isFound) = try read(state) { (try CommitLog.newest($0), try CommitLog.contains(id, $0)) }
        if isFound { return .found }
        let before = try read(base) { try CommitLog.newest($0) }
        return after - before <= CommitLog.kept ? .absent : .forgotten
    }

    private func read<Success>(_ state: BucketState, _ body: (any Transaction) throws -> Success) throws -> Success {
        let connection = try PagedConnection(state.version, history: 0, mode: .reading)
        defer { connection.close() }
        return try connection.read(body)
    }

    func ready(_ base: BucketState) async {}

    func applied(_ state: BucketState) {}

    func close() async {}
}
