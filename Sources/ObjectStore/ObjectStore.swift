// ObjectStore: objects under keys, with the conditions of S3. An S3 bucket, a folder, or memory.

/// The place where objects are kept. All kinds have the same conditional semantics (RFC 9110 section 13, as S3 has them).
///
/// Implementations never repeat a conditional PUT by themselves: whether repeating is harmless is the caller's to know.
public protocol ObjectStore: Sendable {
    /// For messages: `s3://bucket`, `file:///folder`, `memory:`.
    var description: String { get }

    /// Tells this store from every other, also from one of the same name elsewhere: `https://host/bucket`.
    var identity: String { get }

    /// The object, a range of it, or the news that it has not changed since `etag`.
    func get(_ key: String, range: ByteRange?, unless etag: ETag?) async throws(StoreError) -> GetResult

    /// Size and tag without the bytes; `nil` where the key does not exist.
    func head(_ key: String) async throws(StoreError) -> ObjectInfo?

    /// Stores an object, if the condition holds. Returns its new tag: it is durable and visible to all.
    /// `deadline` bounds the whole call.
    func put(_ key: String, _ bytes: [UInt8], if condition: PutCondition, deadline: ContinuousClock.Instant?)
        async throws(StoreError) -> ETag

    /// Stores an object that may be too large for memory, or for one request, if the condition holds: whole or not at all, as `put`.
    func upload(_ key: String, _ body: UploadBody, if condition: PutCondition) async throws(StoreError) -> ETag

    /// Removes an object; a missing one is no error.
    func delete(_ key: String) async throws(StoreError)

    /// The keys that start with `prefix`, in byte order.
    func list(prefix: String) async throws(StoreError) -> [ObjectInfo]
}

extension ObjectStore {
    /// Where a name is all that there is.
    public var identity: String { description }
}
