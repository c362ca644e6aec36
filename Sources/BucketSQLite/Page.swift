#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One page's bytes, immutable from the moment it is shared.
///
/// `owner` keeps the memory alive: a page either owns a buffer of its own or is a window into a whole image.
///
/// Why `@unchecked Sendable`: the memory behind `bytes` is written before the page is made and never after (``PagedFile`` writes
/// only into pages of its own overlay, which it hands over when the transaction is complete), and freed only by `owner`.
struct Page: @unchecked Sendable {
    let bytes: UnsafeRawPointer
    private let owner: PageMemory

    init(_ memory: PageMemory, offset: Int = 0) {
        owner = memory
        bytes = UnsafeRawPointer(memory.start + offset)
    }
}

/// A block of memory that frees itself. See ``Page`` for why it may be shared.
final class PageMemory: @unchecked Sendable {
    let start: UnsafeMutableRawPointer
    let count: Int

    /// Zeroed memory.
    init(count: Int) {
        start = .allocate(byteCount: max(count, 1), alignment: 16)
        memset(start, 0, max(count, 1))
        self.count = count
    }

    convenience init(copying bytes: [UInt8]) {
        self.init(count: bytes.count)
        bytes.withUnsafeBytes { source in
            if let base = source.baseAddress { start.copyMemory(from: base, byteCount: source.count) }
        }
    }

    deinit { start.deallocate() }
}

extension UnsafeMutableRawPointer {
    /// Whether `count` bytes here and at `other` are the same.
    func compare(with other: UnsafeRawPointer, count: Int) -> Bool { memcmp(self, other, count) == 0 }
}
