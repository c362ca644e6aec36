// Pages that a chain of files cuts off and brings back.
//
// A database that shrinks to n pages and grows again has zeros in what it grew by, until a file writes there. A page above the
// smallest size that comes after a frame has lost what the frame says; a page above the smallest size of all and without any
// frame is zeros too. A snapshot begins with nothing: for it the smallest size is 0.

struct RegrownPages: Sendable {
    /// For each file: the smallest size in pages among the files after it; for the last, none.
    private let smallestAfter: [UInt32]
    private let lockPage: UInt32
    private let pageCount: UInt32
    /// Pages up to this one are dealt with.
    private var passed: UInt32

    /// - Parameter headers: of the files of the chain, at least one.
    init(_ headers: [LTXHeader]) {
        var smallest = UInt32.max
        var after: [UInt32] = []
        for header in headers.reversed() {
            after.append(smallest)
            smallest = min(smallest, header.pageCount)
        }
        smallestAfter = after.reversed()
        lockPage = headers.last?.pageSize.lockPage ?? 0
        pageCount = headers.last?.pageCount ?? 0
        passed = headers.first?.isSnapshot == true ? 0 : smallest
    }

    /// Whether what file `position` says of `page` was cut off later.
    func isLost(_ page: UInt32, after position: Int) -> Bool { page > smallestAfter[position] }

    /// Counts `page` as dealt with.
    mutating func pass(_ page: UInt32) { passed = max(passed, page) }

    /// The next page before `page` that has to be written as zeros; counts it as dealt with.
    mutating func next(before page: UInt32) -> UInt32? {
        while passed < pageCount, passed + 1 < page {
            passed += 1
            if passed != lockPage { return passed }
        }
        return nil
    }
}
