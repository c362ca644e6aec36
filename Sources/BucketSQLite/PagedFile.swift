import Database

/// The database file as one SQLite connection sees it: a pinned version, and over it the pages that its transaction wrote.
///
/// Numbered invariants:
/// 1. Between `pin` and the next `pin` the version never changes: a read transaction sees one state.
/// 2. Writes go to `written` only; nothing that another connection can see changes.
/// 3. `takeDelta` ends a transaction: it hands the written pages over and forgets them; after it they are never written again.
///
/// Why `@unchecked Sendable`: a connection, and so its file, is used by one thread at a time: a ``ReaderPool`` lends each
/// connection to one piece of work, and the writer's belongs to a queue of width one.
final class PagedFile: @unchecked Sendable {
    private(set) var version: PageVersion
    private var written: [UInt32: PageMemory] = [:]
    private var writtenSize: Int?
    /// The smallest size, in pages, that the file has had since the pin.
    private var smallestCount: UInt32 = 0
    /// What SQLite could only be told as "I/O error": the reason, for whoever ran the statement.
    private(set) var failure: DatabaseError?
    /// Whether only pages in memory are read, because nobody may wait.
    var isAtHand = false

    init(_ version: PageVersion) {
        self.version = version
        smallestCount = version.pageCount
    }

    /// Makes `version` what the next transaction sees. Only between transactions.
    func pin(_ version: PageVersion) {
        self.version = version
        discard()
    }

    /// Forgets what was written.
    func discard() {
        written.removeAll(keepingCapacity: true)
        writtenSize = nil
        smallestCount = version.pageCount
        failure = nil
    }

    private var pageSize: Int { version.pageSize }

    /// In bytes.
    var size: Int { writtenSize ?? Int(version.pageCount) * pageSize }

    /// Copies `buffer.count` bytes from `offset`; what lies beyond the end is filled with zeros.
    /// - Returns: whether all the bytes were there.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Result<Bool, DatabaseError> {
        guard let start = buffer.baseAddress else { return .success(true) }
        var done = 0
        let available = max(0, min(buffer.count, size - offset))
        do throws(DatabaseError) {
            while done < available {
                let within = (offset + done) % pageSize
                let count = min(pageSize - within, available - done)
                try copy(page: number(at: offset + done), from: within, count: count, to: start + done)
                done += count
            }
        } catch {
            failure = error
            return .failure(error)
        }
        if done < buffer.count { (start + done).initializeMemory(as: UInt8.self, repeating: 0, count: buffer.count - done) }
        return .success(done == buffer.count)
    }

    private func number(at offset: Int) -> UInt32 { UInt32(offset / pageSize) + 1 }

    private func copy(
        page number: UInt32, from within: Int, count: Int, to target: UnsafeMutableRawPointer
    ) throws(DatabaseError) {
        if let own = written[number] {
            target.copyMemory(from: own.start + within, byteCount: count)
        } else if let page = try version.page(number, isAtHand: isAtHand) {
            target.copyMemory(from: page.bytes + within, byteCount: count)
        } else {
            target.initializeMemory(as: UInt8.self, repeating: 0, count: count)
        }
    }

    /// Writes into the overlay. SQLite writes whole pages, but any range is served.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Result<Void, DatabaseError> {
        guard let start = bytes.baseAddress else { return .success(()) }
        var done = 0
        do throws(DatabaseError) {
            while done < bytes.count {
                let within = (offset + done) % pageSize
                let count = min(pageSize - within, bytes.count - done)
                let page = try ownPage(number(at: offset + done), keeping: count < pageSize)
                (page.start + within).copyMemory(from: start + done, byteCount: count)
                done += count
            }
        } catch {
            failure = error
            return .failure(error)
        }
        writtenSize = max(size, offset + bytes.count)
        return .success(())
    }

    /// The overlay's copy of a page, made where there is none; `keeping` fills it with what is there now.
    private func ownPage(_ number: UInt32, keeping: Bool) throws(DatabaseError) -> PageMemory {
        if let own = written[number] { return own }
        let page = PageMemory(count: pageSize)
        if keeping, let old = try version.page(number) { page.start.copyMemory(from: old.bytes, byteCount: pageSize) }
        written[number] = page
        return page
    }

    func truncate(to size: Int) {
        writtenSize = size
        let last = UInt32(size / pageSize)
        smallestCount = min(smallestCount, last)
        for number in written.keys where number > last { written[number] = nil }
    }

    /// Whether what was written differs from the pinned version.
    func isChanged() throws(DatabaseError) -> Bool {
        if size != Int(version.pageCount) * pageSize { return true }
        for (number, page) in written {
            guard let old = try version.page(number) else { return true }
            if page.start.compare(with: old.bytes, count: pageSize) == false { return true }
        }
        return false
    }

    /// Ends a write transaction: its pages and the size afterwards.
    func takeDelta() -> Delta {
        let pageCount = UInt32(size / pageSize)
        // A page that came with the growth and was never written reads as zeros: the delta says so, whatever stood there once.
        if pageCount > smallestCount {
            for number in (smallestCount + 1)...pageCount where written[number] == nil {
                written[number] = PageMemory(count: pageSize)
            }
        }
        let delta = Delta(pageSize: pageSize, pageCount: pageCount, pages: written.mapValues { Page($0) })
        discard()
        return delta
    }

    /// Takes the page size that a connection chose for a database of no pages yet.
    func adopt(pageSize: Int) {
        guard version.pageCount == 0, written.isEmpty, pageSize != version.pageSize else { return }
        version = .empty(pageSize: pageSize)
        smallestCount = 0
    }
}
