// Feeds bytes to everything of LTX that reads a file.

let fuzzTargets = [FuzzTarget("ltx", LTXFileFuzz.run)]

/// What the decoder accepts, the encoder can write again, and it says the same.
enum LTXFileFuzz {
    /// Small, so that no input makes the fuzzer itself slow.
    fileprivate static let limits = LTXLimits(maxDatabaseBytes: 1 << 22)

    static func run(_ bytes: [UInt8]) {
        readTail(bytes)
        _ = try? LTXFrame.unpack(bytes[...], page: 1, pageSize: smallPage)
        _ = try? LTXName(String(decoding: bytes.prefix(64), as: UTF8.self))
        if let pages = try? read(resealed(bytes)) {
            must((try? rewrite(pages)) == pages, "an accepted file does not survive being written again")
        }
        applyAndCompact(bytes)
    }
}

private struct Content: Equatable {
    var header: LTXHeader
    var postApply: DatabaseChecksum?
    var pages: [UInt32: [UInt8]] = [:]
}

private var smallPage: PageSize {
    guard let size = PageSize(512) else { fatalError("512 is a page size") }
    return size
}

private func readTail(_ bytes: [UInt8]) {
    guard let index = try? LTXPageIndex(tail: bytes[...], fileSize: bytes.count) else { return }
    for page in index.pages {
        guard let range = index.range(of: page) else { return must(false, "a page of the index has no place") }
        _ = try? LTXFrame.unpack(bytes[range], page: page, pageSize: smallPage)
    }
}

private func read(_ file: [UInt8]) throws(LTXError) -> Content {
    var decoder = try LTXDecoder(file[...], limits: LTXFileFuzz.limits)
    var content = Content(header: decoder.header)
    let summary = try decoder.forEachPage { page, bytes in content.pages[page] = bytes }
    content.postApply = summary.trailer.postApply
    return content
}

private func rewrite(_ content: Content) throws(LTXError) -> Content {
    var encoder = LTXEncoder(content.header)
    for (page, bytes) in content.pages.sorted(by: { $0.key < $1.key }) { try encoder.append(page: page, bytes) }
    try encoder.finish(postApply: content.postApply)
    return try read(encoder.takeBytes())
}

/// `file` with the file checksum that the decoder would compute, so that inputs get past it.
private func resealed(_ file: [UInt8]) -> [UInt8] {
    do throws(LTXError) {
        _ = try LTXVerifier.verify(file[...], limits: LTXFileFuzz.limits)
    } catch {
        guard case .fileChecksum(_, let found) = error.reason else { return file }
        return file.dropLast(8) + (0..<8).reversed().map { UInt8(truncatingIfNeeded: found >> UInt64($0 * 8)) }
    }
    return file
}

private func applyAndCompact(_ bytes: [UInt8]) {
    guard let header = try? LTXHeader(bytes: bytes.prefix(LTXHeader.length)) else { return }
    var image = DatabaseImage(pageSize: header.pageSize)
    _ = try? image.apply(resealed(bytes)[...], limits: LTXFileFuzz.limits)
    let half = bytes.count / 2
    _ = try? LTXCompactor.compact([bytes[..<half], bytes[half...]], limits: LTXFileFuzz.limits)
    _ = try? LTXCompactor.compact([resealed(bytes)[...]], limits: LTXFileFuzz.limits)
}
