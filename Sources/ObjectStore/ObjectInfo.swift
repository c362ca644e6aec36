/// What a store tells of an object without its bytes.
public struct ObjectInfo: Sendable, Hashable {
    /// The object's key.
    public var key: String
    /// `nil` where the store's listing gives none.
    public var etag: ETag?
    /// Of the whole object, in bytes.
    public var size: Int
    /// When it was stored, in milliseconds since 1970 by the store's clock; only listings tell, and not every store's.
    public var modified: Int64?

    /// A description of an object.
    public init(key: String, etag: ETag?, size: Int, modified: Int64? = nil) {
        self.key = key
        self.etag = etag
        self.size = size
        self.modified = modified
    }
}
