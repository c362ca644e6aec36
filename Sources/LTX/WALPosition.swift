/// Where in a SQLite WAL a file's pages were read.
public struct WALPosition: Hashable, Sendable {
    /// In bytes from the start of the WAL; never 0.
    public let offset: UInt64
    /// In bytes.
    public let size: UInt64
    /// Of the WAL's header.
    public let salt1: UInt32
    /// Of the WAL's header.
    public let salt2: UInt32

    /// Nil when `offset` is 0 or a size does not fit in 63 bits.
    public init?(offset: UInt64, size: UInt64, salt1: UInt32, salt2: UInt32) {
        guard offset > 0, Int64(exactly: offset) != nil, Int64(exactly: size) != nil else { return nil }
        self.offset = offset
        self.size = size
        self.salt1 = salt1
        self.salt2 = salt2
    }
}
