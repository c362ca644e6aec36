// Applies files to a database in memory.
//
//  1. A file applies to the state just before its first commit, with its pre-apply checksum, and to no other.
//  2. All is checked before the first byte changes: after a refusal the image is what it was.
//  3. A page that the database grows by and the file does not hold is zeros, as in a file that grows.
//  4. The checksum is carried forward over the pages that changed, and is then the file's post-apply checksum.

extension DatabaseImage {
    /// Moves the database forward by the commits of `file`.
    ///
    /// - Throws: `LTXError` when the file is damaged, does not follow, or does not lead to its post-apply checksum.
    @discardableResult
    public mutating func apply(_ file: ArraySlice<UInt8>, limits: LTXLimits = .standard) throws(LTXError) -> LTXSummary {
        var decoder = try LTXDecoder(file, limits: limits)
        try checkFollows(decoder.header)
        var carried = CarriedChecksum(self, newPageCount: decoder.header.pageCount)
        let summary = try decoder.forEachPage { page, content in carried.replace(page, with: content) }
        let result = carried.finish()
        if let expected = summary.trailer.postApply, expected != result {
            throw LTXError(.databaseChecksum(expected: expected, found: result), at: file.count - LTXTrailer.length)
        }
        try write(file, leadingTo: result)
        return summary
    }

    private func checkFollows(_ header: LTXHeader) throws(LTXError) {
        guard let due = txid.next, header.range.min == due else {
            throw LTXError(.notAdjacent(expected: txid.next ?? txid, found: header.range.min), at: 16)
        }
        guard header.pageSize == pageSize else {
            throw LTXError(.pageSizeChanged(expected: pageSize, found: header.pageSize), at: 8)
        }
        if let preApply = header.preApply, preApply != checksum {
            throw LTXError(.preApplyChecksum(expected: checksum, found: preApply), at: 40)
        }
    }
}
