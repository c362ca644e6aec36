import Database
import LTX

extension Delta {
    /// Reads the delta that an LTX file holds.
    init(ltx file: [UInt8]) throws(DatabaseError) {
        do throws(LTXError) {
            var decoder = try LTXDecoder(file[...])
            var pages: [UInt32: Page] = [:]
            _ = try decoder.forEachPage { number, bytes throws(LTXError) in pages[number] = Page(PageMemory(copying: bytes)) }
            self.init(pageSize: decoder.header.pageSize.bytes, pageCount: decoder.header.pageCount, pages: pages)
        } catch {
            throw DatabaseError(.corrupt, "a delta in the manifest is damaged: \(error)")
        }
    }

    /// The delta as an LTX file of one commit. The lock page is left out.
    func ltx(
        txid: TXID, time: Int64, from before: DatabaseChecksum, to after: DatabaseChecksum
    ) throws(DatabaseError) -> [UInt8] {
        do throws(LTXError) {
            guard let size = PageSize(pageSize), let range = TXIDRange(txid, txid) else {
                throw LTXError(.invalidRange(min: txid, max: txid), at: 16)
            }
            var encoder = LTXEncoder(
                try LTXHeader(
                    pageSize: size, pageCount: pageCount, range: range, timestamp: time,
                    preApply: range.isSnapshot ? nil : before))
            for (number, page) in pages.sorted(by: { $0.key < $1.key }) where number <= pageCount && number != size.lockPage {
                try encoder.append(page: number, UnsafeRawBufferPointer(start: page.bytes, count: pageSize))
            }
            try encoder.finish(postApply: after)
            return encoder.takeBytes()
        } catch {
            throw DatabaseError(.other, "the commit could not be written as LTX: \(error)")
        }
    }

    /// The database's checksum after this delta, carried forward from `checksum` of `version`.
    func checksum(after checksum: DatabaseChecksum, of version: PageVersion) throws(DatabaseError) -> DatabaseChecksum {
        let lockPage = try PageSize(checking: pageSize).lockPage
        var sum = checksum
        func toggle(_ number: UInt32, _ page: Page) {
            sum.toggle(PageChecksum(page: number, bytes: UnsafeRawBufferPointer(start: page.bytes, count: pageSize)))
        }
        for (number, page) in pages where number <= pageCount && number != lockPage {
            if let old = try version.page(number) { toggle(number, old) }
            toggle(number, page)
        }
        if pageCount < version.pageCount {
            for number in (pageCount + 1)...version.pageCount where number != lockPage {
                if let old = try version.page(number) { toggle(number, old) }
            }
        }
        return sum
    }
}
