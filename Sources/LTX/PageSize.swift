/// The page size of a SQLite database: a power of two from 512 to 65,536 bytes.
public struct PageSize: Hashable, Sendable {
    /// The size in bytes.
    public let bytes: Int

    /// Nil when SQLite has no such page size.
    public init?(_ bytes: Int) {
        guard (512...65_536).contains(bytes), bytes & (bytes - 1) == 0 else { return nil }
        self.bytes = bytes
    }

    /// The number of the page that holds byte 0x40000000, where SQLite keeps its locks. It has no content and is never written.
    public var lockPage: UInt32 { UInt32(0x4000_0000 / bytes) + 1 }
}
