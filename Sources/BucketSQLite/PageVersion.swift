import Database

/// Where pages come from that no recent commit has changed: a whole image in memory, or segments in the bucket.
protocol PageSource: AnyObject, Sendable {
    /// The page, or `nil` beyond what the source holds. May block (a range read from the store), unless `isAtHand` asks for what is
    /// in memory only: then a page that is not is refused by ``PageAway``.
    func page(_ number: UInt32, isAtHand: Bool) throws(DatabaseError) -> Page?
}

/// A page that is not in memory, where nobody may wait for it.
enum PageAway {
    private static let code = "page-away"
    static let error = DatabaseError(.unavailable(retryAfter: 0), "a page is not in memory", code: code)
}

/// One state of the database, complete and immutable: what a reader holds while its transaction lasts.
final class PageVersion: Sendable {
    let pageSize: Int
    let pageCount: UInt32
    private let source: any PageSource
    private let sourcePageCount: UInt32
    private let changed: PageTable

    init(pageSize: Int, pageCount: UInt32, source: any PageSource) {
        self.pageSize = pageSize
        self.pageCount = pageCount
        self.source = source
        sourcePageCount = pageCount
        changed = PageTable()
    }

    private init(pageSize: Int, pageCount: UInt32, source: any PageSource, sourcePageCount: UInt32, changed: PageTable) {
        self.pageSize = pageSize
        self.pageCount = pageCount
        self.source = source
        self.sourcePageCount = sourcePageCount
        self.changed = changed
    }

    /// How many pages commits have laid over the source.
    var gatheredPages: Int { changed.count }

    /// The page with this number; `nil` beyond the end and for a page that was never written (SQLite reads it as zeros).
    func page(_ number: UInt32, isAtHand: Bool = false) throws(DatabaseError) -> Page? {
        guard number >= 1, number <= pageCount else { return nil }
        if let page = changed[number] { return page }
        return number <= sourcePageCount ? try source.page(number, isAtHand: isAtHand) : nil
    }

    /// The version after `delta`.
    func applying(_ delta: Delta) -> PageVersion {
        PageVersion(
            pageSize: delta.pageSize, pageCount: delta.pageCount, source: source,
            // What the database dropped when it shrank must not come back from the source when it grows again.
            sourcePageCount: min(sourcePageCount, delta.pageCount),
            changed: changed.applying(delta.pages, pageCount: delta.pageCount))
    }

    /// The whole database as one image.
    func image() throws(DatabaseError) -> PageMemory {
        let memory = PageMemory(count: Int(pageCount) * pageSize)
        for number in 0..<pageCount {
            guard let page = try page(number + 1) else { continue }
            (memory.start + Int(number) * pageSize).copyMemory(from: page.bytes, byteCount: pageSize)
        }
        return memory
    }
}

/// What one commit changes: whole pages, and the size of the database afterwards.
struct Delta: Sendable {
    var pageSize: Int
    /// In pages.
    var pageCount: UInt32
    var pages: [UInt32: Page]

    /// Compares the delta with the header that SQLite has put into its first page, which every commit changes: whatever went wrong
    /// between SQLite and us, the bucket is not to have it.
    func check() throws(DatabaseError) {
        guard let first = pages[1] else { throw DatabaseError(.other, "the commit does not have the first page") }
        let header = try SQLiteHeader(UnsafeRawBufferPointer(start: first.bytes, count: min(pageSize, SQLiteHeader.length)))
        guard header.pageSize == pageSize, header.declaredPageCount == pageCount else {
            throw DatabaseError(
                .other,
                "the commit has \(pageCount) pages of \(pageSize) bytes, its header says \(header.declaredPageCount) of "
                    + "\(header.pageSize): it is not stored")
        }
    }
}

/// A whole image in memory, as `layout=file` has it.
final class ImageSource: PageSource {
    private let memory: PageMemory
    private let pageSize: Int

    init(_ memory: PageMemory, pageSize: Int) {
        self.memory = memory
        self.pageSize = pageSize
    }

    func page(_ number: UInt32, isAtHand: Bool) throws(DatabaseError) -> Page? {
        let offset = (Int(number) - 1) * pageSize
        return offset + pageSize <= memory.count ? Page(memory, offset: offset) : nil
    }
}

extension PageVersion {
    /// A database of no pages: SQLite makes the first ones.
    static func empty(pageSize: Int = 4096) -> PageVersion {
        PageVersion(pageSize: pageSize, pageCount: 0, source: ImageSource(PageMemory(count: 0), pageSize: pageSize))
    }

    /// The version that `image` holds.
    static func image(_ image: PageMemory, pageSize: Int) -> PageVersion {
        PageVersion(
            pageSize: pageSize, pageCount: UInt32(image.count / pageSize), source: ImageSource(image, pageSize: pageSize))
    }
}
