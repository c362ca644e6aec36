import Database
import LTX
import ObjectStore

/// A segment that was put together on this machine and checked, and is not stored yet.
struct WrittenSegment: Sendable {
    let spool: Spool
    let segment: Segment
    let groups: PageGroups
    let checksum: DatabaseChecksum

    /// Merges adjacent files. Reads and writes piece by piece: whatever their size, in memory are a few megabytes and the indices.
    ///
    /// The bytes follow from `files` alone: pages are taken as they were packed.
    ///
    /// - Parameter isWanted: asked after each piece of what is large; once it says no, `CancellationError` is thrown.
    static func merging(
        _ files: [LTXSource], level: UInt8, timestamp: Int64, progress: OperationProgress.Report = { _ in },
        isWanted: @escaping @Sendable () -> Bool = { true }
    ) throws -> WrittenSegment {
        var compactor = try LTXCompactor(files)
        let (spool, total) = (Spool(), files.reduce(0) { $0 + $1.size })
        while let piece = try compactor.next() {
            try spool.append(piece)
            guard spool.isSmall || isWanted() else { throw CancellationError() }
            progress(OperationProgress(what: "merging segments", done: min(spool.count, total), total: total))
        }
        return try WrittenSegment(spool, level: level, timestamp: timestamp, isWanted: isWanted)
    }

    /// Reads what was written, to its end: nothing is stored that nobody could read. `isWanted` is asked there, too.
    init(
        _ spool: Spool, level: UInt8, timestamp: Int64, isWanted: @escaping @Sendable () -> Bool = { true }
    ) throws {
        let read: @Sendable (Range<Int>) throws -> [UInt8] = { range in
            guard spool.isSmall || isWanted() else { throw CancellationError() }
            return try spool.read(range)
        }
        let summary = try LTXVerifier.verify(LTXSource(size: spool.count, fetch: read))
        self.spool = spool
        segment = Segment(
            level: level, range: summary.header.range, size: UInt64(spool.count),
            fileChecksum: summary.trailer.fileChecksum, timestamp: timestamp)
        groups = try PageGroups(summary.index) { CRC64.of(try read($0)) }
        checksum = summary.trailer.postApply ?? .empty
    }

    /// Stores it, the group table first.
    /// - Returns: whether it stands there; `false` where something else has its name.
    func store(
        below root: String, in store: any ObjectStore, attempts: Int, _ runtime: BucketRuntime,
        on threads: BucketRuntime.Threads? = nil, isWanted: @escaping @Sendable () -> Bool = { true }
    ) async throws -> Bool {
        let table = UploadBody(groups.bytes(fileChecksum: segment.fileChecksum))
        guard try await store.create(segment.groupsKey(below: root), table, attempts: attempts, runtime) else { return false }
        let body = spool.body(on: threads ?? runtime.tidying, isWanted: isWanted)
        return try await store.create(segment.key(below: root), body, attempts: attempts, runtime)
    }
}
