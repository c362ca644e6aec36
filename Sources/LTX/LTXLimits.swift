/// What a reader is ready to take on, checked before anything is allocated.
public struct LTXLimits: Hashable, Sendable {
    /// The largest database in bytes that a header may declare.
    public var maxDatabaseBytes: Int

    /// A database of so many bytes at most.
    public init(maxDatabaseBytes: Int) { self.maxDatabaseBytes = maxDatabaseBytes }

    /// Databases up to 64 GiB.
    public static let standard = LTXLimits(maxDatabaseBytes: 64 << 30)
}
