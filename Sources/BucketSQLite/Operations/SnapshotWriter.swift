import Database
import LTX

/// Writes one state of a database as an LTX snapshot, page by page. What is in memory at once is a few groups of pages.
struct SnapshotWriter {
    let pages: DatabasePages
    /// The number that its last commit gets.
    let txid: TXID
    /// Of the last commit, in milliseconds since 1970.
    let timestamp: Int64
    let progress: OperationProgress.Report

    /// Throws where the pages do not give the checksum that they should: then nothing of this state is to be believed.
    func write() throws -> WrittenSegment {
        let version = pages.version
        let size = try PageSize(checking: version.pageSize)
        guard let range = TXIDRange(TXID(1), txid) else { throw DatabaseError(.other, "a snapshot needs a commit") }
        var encoder = LTXEncoder(
            try LTXHeader(
                pageSize: size, pageCount: version.pageCount, range: range, timestamp: timestamp, preApply: nil))
        var checksum = DatabaseChecksum.empty
        let spool = Spool()
        try version.forEachPage(progress: progress) { number, page in
            checksum.toggle(PageChecksum(page: number, bytes: page))
            try encoder.append(page: number, page)
            if encoder.pendingBytes > 1 << 20 { try spool.append(encoder.takeBytes()) }
        }
        try check(checksum)
        try encoder.finish(postApply: checksum)
        try spool.append(encoder.takeBytes())
        return try WrittenSegment(spool, level: 9, timestamp: timestamp)
    }

    private func check(_ found: DatabaseChecksum) throws(DatabaseError) {
        guard let expected = pages.checksum, expected != found else { return }
        throw DatabaseError(
            .corrupt,
            "the pages give the checksum \(found), and \(expected) was recorded: the database is damaged, nothing was written")
    }
}

extension PageVersion {
    /// Hands over each page but the lock page, in order; one that was never written is zeros.
    func forEachPage(
        progress: OperationProgress.Report, _ body: (UInt32, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let lockPage = try PageSize(checking: pageSize).lockPage
        let zeros = Page(PageMemory(count: pageSize))
        guard pageCount > 0 else { return }
        for number in 1...pageCount where number != lockPage {
            let page = try page(number) ?? zeros
            try body(number, UnsafeRawBufferPointer(start: page.bytes, count: pageSize))
            if number % 256 == 0 || number == pageCount {
                progress(OperationProgress(what: "reading pages", done: Int(number), total: Int(pageCount)))
            }
        }
    }

    /// The checksum of all pages.
    func checksum(progress: OperationProgress.Report) throws -> DatabaseChecksum {
        var checksum = DatabaseChecksum.empty
        try forEachPage(progress: progress) { checksum.toggle(PageChecksum(page: $0, bytes: $1)) }
        return checksum
    }
}
