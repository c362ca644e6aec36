/// Carries a database's checksum forward over one file: pages must come ascending.
struct CarriedChecksum {
    private let image: DatabaseImage
    private let newPageCount: UInt32
    private var checksum: DatabaseChecksum
    /// The last page beyond the old end that is taken in.
    private var grownTo: UInt32

    init(_ image: DatabaseImage, newPageCount: UInt32) {
        self.image = image
        self.newPageCount = newPageCount
        checksum = image.checksum
        grownTo = image.pageCount
    }

    /// Takes `page`'s old content out and its new one in.
    mutating func replace(_ page: UInt32, with content: [UInt8]) {
        if let old = image.page(page) {
            checksum.toggle(PageChecksum(page: page, bytes: old))
        } else {
            growWithZeros(upTo: page - 1)
            grownTo = page
        }
        checksum.toggle(PageChecksum(page: page, bytes: content))
    }

    /// The checksum, after pages that the file does not hold are taken in as zeros, and pages beyond the new end out.
    mutating func finish() -> DatabaseChecksum {
        growWithZeros(upTo: newPageCount)
        for page in stride(from: image.pageCount, to: newPageCount, by: -1) where page != image.pageSize.lockPage {
            if let old = image.page(page) { checksum.toggle(PageChecksum(page: page, bytes: old)) }
        }
        return checksum
    }

    private mutating func growWithZeros(upTo last: UInt32) {
        guard grownTo < last else { return }
        let zeros = [UInt8](repeating: 0, count: image.pageSize.bytes)
        for page in (grownTo + 1)...last where page != image.pageSize.lockPage {
            checksum.toggle(PageChecksum(page: page, bytes: zeros))
        }
        grownTo = last
    }
}
