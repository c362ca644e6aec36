/// A part of a file on disk: `offset` and `length` in bytes.
public struct FileRegion: Sendable, Hashable {
    public var path: String
    public var offset: Int
    public var length: Int

    public init(path: String, offset: Int = 0, length: Int) {
        self.path = path
        self.offset = offset
        self.length = length
    }
}
