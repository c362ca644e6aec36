// The checksum of a whole database, which a commit carries forward without reading the database.
//
//  1. It is the xor of the checksums of all pages except the lock page, bit 63 set after each step.
//  2. So a changed page is carried forward by taking its old checksum out and its new one in; the order does not matter.
//  3. A stored value always has bit 63 set; 0 in a file means "none".

/// The running checksum of a database.
public struct DatabaseChecksum: Hashable, Sendable, CustomStringConvertible {
    /// As it stands in a file.
    public private(set) var rawValue: UInt64

    static let flag: UInt64 = 1 << 63

    /// The checksum of a database without pages.
    public static let empty = DatabaseChecksum()

    private init() { rawValue = Self.flag }

    /// Nil when bit 63 is not set: no database has such a checksum.
    public init?(rawValue: UInt64) {
        guard rawValue & Self.flag != 0 else { return nil }
        self.rawValue = rawValue
    }

    /// The checksum of the database whose file is `image`: whole pages of `pageSize`.
    public init(of image: ArraySlice<UInt8>, pageSize: PageSize) {
        rawValue = Self.flag
        var page: UInt32 = 0
        for start in stride(from: image.startIndex, to: image.endIndex, by: pageSize.bytes) {
            page += 1
            if page == pageSize.lockPage { continue }
            let end = min(start + pageSize.bytes, image.endIndex)
            toggle(PageChecksum(page: page, bytes: image[start..<end]))
        }
    }

    /// Takes a page that is not in the database in, or one that is out.
    public mutating func toggle(_ page: PageChecksum) {
        rawValue = (rawValue ^ page.rawValue) | Self.flag
    }

    /// Carries the checksum forward over a page that changed.
    public mutating func replace(_ old: PageChecksum, with new: PageChecksum) {
        toggle(old)
        toggle(new)
    }

    /// 16 lower-case hex digits.
    public var description: String { hex16(rawValue) }
}
