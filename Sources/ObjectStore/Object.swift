/// An object, or the range of it that was asked for.
public struct Object: Sendable {
    /// The bytes, checked against their length and, for whole objects, their checksum.
    public var bytes: [UInt8]
    /// Key, tag and size of the whole object.
    public var info: ObjectInfo

    /// The bytes of an object, or of a range of it.
    public init(bytes: [UInt8], info: ObjectInfo) {
        self.bytes = bytes
        self.info = info
    }
}
