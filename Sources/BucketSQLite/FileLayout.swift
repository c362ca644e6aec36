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

    func load(unless etag: ETag?) async throws -> Loaded {
        switch try await store.get(key, range: nil, unless: etag) {
        case .notModified: return .unchanged
        case .missing: return .missing
        case .object(let object):
            guard let etag = object.info.etag else {
                throw StoreError(.unsupported, "the store sends no ETag for \(key): it can't hold a database safely")
            }
            guard object.bytes.count == object.info.size else {
                throw StoreError(
                    .corrupt, "\(object.bytes.count) of \(object.info.size) bytes of \(key) arrived: try again")
            }
            return .state(etag: etag, version: try Self.version(of: object.bytes))
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

    func prepare(_ delta: Delta, on base: Base, id: CommitID) throws -> PreparedCommit {
        let image = try base.version.applying(delta).image()
        let body = [UInt8](UnsafeRawBufferPointer(start: image.start, count: image.count))
        return PreparedCommit(body: body, version: .image(image, pageSize: delta.pageSize))
    }

    func contains(_ id: CommitID, in base: Base) throws -> Bool {
        let connection = try PagedConnection(base.version, history: base.history, mode: .reading)
        defer { connection.close() }
        return try connection.read { try CommitLog.contains(id, $0) }
    }
}
