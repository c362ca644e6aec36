extension LTXError.Reason {
    /// What is wrong, with the evidence, in a few words.
    var what: String { lengthWords ?? headerWords ?? frameWords ?? indexWords ?? chainWords ?? callerWords }

    private var lengthWords: String? {
        switch self {
        case .truncated(let part, let needed, let available):
            "the file ends inside its \(part): \(needed) bytes needed, \(available) left"
        case .trailingBytes(let count): "\(count) bytes follow the trailer"
        case .unreadable(let why): "the file could not be read: \(why)"
        case .tooLarge(let declared, let limit): "a database of \(declared) bytes is declared, the limit is \(limit)"
        default: nil
        }
    }

    private var headerWords: String? {
        switch self {
        case .notLTX(let found): "the file begins with the bytes \(found), not with LTX1"
        case .unknownFlags(let flags): "unknown header flags 0x\(String(flags, radix: 16))"
        case .invalidPageSize(let size): "\(size) is not a page size"
        case .invalidRange(let min, let max): "commits \(min) to \(max) are not a range"
        case .invalidChecksum(let part, let found): "the \(part) has \(hex16(found)) where no such database checksum may stand"
        case .invalidWAL(let offset, let size): "a WAL position of offset \(offset) and size \(size) does not exist"
        case .reservedNotZero: "reserved bytes of the header are not zero"
        default: nil
        }
    }

    private var frameWords: String? {
        switch self {
        case .frameFlags(let flags): "unknown page flags 0x\(String(flags, radix: 16))"
        case .frameLength(let declared, let limit): "a page of \(declared) packed bytes is declared, it has \(limit) at most"
        case .pageBeyondEnd(let page, let count): "page \(page) lies beyond the database's \(count) pages"
        case .lockPage(let page): "page \(page) is the lock page, which has no content"
        case .pageOrder(let previous, let found): "page \(found) comes after page \(previous)"
        case .snapshotGap(let expected, let found): "the snapshot goes on with page \(found), not \(expected)"
        case .snapshotEndsEarly(let missing): "the snapshot ends before page \(missing)"
        case .damagedPage(let page): "page \(page) does not unpack to one page"
        case .wrongPage(let expected, let found): "this is page \(found), not \(expected)"
        default: nil
        }
    }

    private var indexWords: String? {
        switch self {
        case .invalidVarint: "a number of the page index is malformed"
        case .indexLength(let expected, let found): "the page index says that it has \(found) bytes, it has \(expected)"
        case .indexEntry(let page, let offset, let length):
            "the page index places page \(page) at byte \(offset) with \(length) bytes, where it is not"
        case .framesEnd(let expected, let found): "the page index ends the pages at byte \(found), they end at \(expected)"
        case .indexEntries(let expected, let found): "the page index lists \(found) pages, the file has \(expected)"
        case .tailTooShort(let needed, let given): "the last \(needed) bytes of the file are needed, \(given) were given"
        default: nil
        }
    }

    private var chainWords: String? {
        switch self {
        case .fileChecksum(let expected, let found): "the file says checksum \(hex16(expected)), its bytes give \(hex16(found))"
        case .databaseChecksum(let expected, let found): "the database should have checksum \(expected), it has \(found)"
        case .notAdjacent(let expected, let found): "commit \(found) comes where commit \(expected) is due"
        case .preApplyChecksum(let expected, let found):
            "the file applies to a database with checksum \(found), this one has \(expected)"
        case .pageSizeChanged(let expected, let found): "the page size is \(found.bytes), it was \(expected.bytes)"
        case .checksumsChanged: "files with and without database checksums are mixed"
        default: nil
        }
    }

    private var callerWords: String {
        switch self {
        case .pageLength(let expected, let found): "a page of \(found) bytes was given, \(expected) are allowed"
        case .imageLength(let length, let size): "\(length) bytes are not whole pages of \(size.bytes)"
        case .checksumMissing: "a database checksum was given where there is none, or is missing"
        case .alreadyFinished: "the file is already finished"
        case .nothingToCompact: "no files were given to compact"
        case .invalidName(let name): "\(name.debugDescription) is not <min>-<max>.ltx"
        default: "\(self)"
        }
    }
}
