/// A part of a file on disk: `offset` and `length` in bytes.
public struct FileRegion: Sendable, Hashable {
    /// Of the file.
    public var path: String
    /// Where it begins, in bytes.
    public var offset: Int
    /// How long it is, in bytes.
    public var length: Int

    /// A part of a file; the front sends it without a copy where it can.
    public init(path: String, offset: Int = 0, length: Int) {
        self.path = path
        self.offset = offset
        self.length = length
    }
}
