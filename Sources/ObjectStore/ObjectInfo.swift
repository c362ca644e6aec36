/// What a store tells of an object without its bytes.
public struct ObjectInfo: Sendable, Hashable {
    /// The object's key.
    public var key: String
    /// `nil` where the store's listing gives none.
    public var etag: ETag?
    /// Of the whole object, in bytes.
    public var size: Int

    /// A description of an object.
    public init(key: String, etag: ETag?, size: Int) {
        self.key = key
        self.etag = etag
        self.size = size
    }
}
