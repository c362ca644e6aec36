// Which pages may come, in which order: the same rules for writing and for reading.
//
//  1. Page numbers ascend and lie within the database's size afterwards.
//  2. The lock page never comes.
//  3. A snapshot has every other page from 1 to the last.

struct PageOrder: Sendable {
    private let pageCount: UInt32
    private let lockPage: UInt32
    private let isSnapshot: Bool
    private var last: UInt32 = 0

    init(_ header: LTXHeader) {
        pageCount = header.pageCount
        lockPage = header.pageSize.lockPage
        isSnapshot = header.isSnapshot
    }

    /// Takes the next page, or refuses it.
    mutating func accept(_ page: UInt32, at offset: Int) throws(LTXError) {
        guard page > last else { throw LTXError(.pageOrder(previous: last, found: page), at: offset) }
        guard page <= pageCount else { throw LTXError(.pageBeyondEnd(page, pageCount: pageCount), at: offset) }
        guard page != lockPage else { throw LTXError(.lockPage(page), at: offset) }
        if isSnapshot, let next, page != next { throw LTXError(.snapshotGap(expected: next, found: page), at: offset) }
        last = page
    }

    /// Refuses an end at which pages are missing.
    func finish(at offset: Int) throws(LTXError) {
        if isSnapshot, let next { throw LTXError(.snapshotEndsEarly(missing: next), at: offset) }
    }

    /// The page after the last, leaving out the lock page; nil at the end of the database.
    private var next: UInt32? {
        guard last < pageCount else { return nil }
        let skipped: UInt32 = last + 1 == lockPage ? 2 : 1
        return pageCount - last >= skipped ? last + skipped : nil
    }
}
