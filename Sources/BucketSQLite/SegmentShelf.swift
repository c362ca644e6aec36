import CoreMetrics
import Database
import LTX
import Logging
import ObjectStore
import Synchronization

/// What one process holds of the bucket's segments: group tables, and a bounded cache of unpacked groups.
///
/// Why it may be asked from any thread: all state stands behind one lock, which is never held while something is fetched.
final class SegmentShelf: Sendable {
    let store: any ObjectStore
    let root: String
    /// How pages that are not here are fetched.
    var fetch: RangeFetch { runtime.fetch }
    private let runtime: BucketRuntime
    private let files: SegmentFiles?
    private let metrics: BucketMetrics
    private let logger: Logger
    private let state: Mutex<State>

    private struct State {
        var tables: [Segment: PageGroups] = [:]
        var cache: GroupCache
        /// The group behind the last one fetched per segment, and how many groups the last fetch took: a scan is recognised
        /// by asking for just that group, and doubles what is read ahead.
        var scans: [Segment: (next: Int, length: Int)] = [:]
    }

    /// How many groups one range read brings, at most.
    static let mostGroupsAtOnce = 32

    /// - Parameters:
    ///   - limit: of the cache in memory, in bytes of unpacked pages.
    ///   - files: the cache on this machine's disk.
    init(
        store: any ObjectStore, root: String, runtime: BucketRuntime, limit: Int, files: SegmentFiles?, metrics: BucketMetrics,
        logger: Logger
    ) {
        self.store = store
        self.root = root
        self.runtime = runtime
        self.files = files
        self.metrics = metrics
        self.logger = logger
        state = Mutex(State(cache: GroupCache(limit: limit)))
    }

    /// Loads the tables that are not here yet, all at once; of segments that are not listed any more it forgets them by and by. The
    /// first time the segments' first pages come with them (``SegmentHeads``).
    func prepare(_ segments: [Segment], pageSize: PageSize) async throws {
        let (missing, isFirst) = state.withLock { state in
            let isFirst = state.tables.isEmpty
            if state.tables.count > segments.count * 2 + 64 {
                let listed = Set(segments)
                state.tables = state.tables.filter { listed.contains($0.key) }
                state.scans = state.scans.filter { listed.contains($0.key) }
            }
            return (segments.filter { state.tables[$0] == nil }, isFirst)
        }
        let heads = isFirst ? SegmentHeads.lengths(missing) : [:]
        try await withThrowingTaskGroup(of: (Segment, PageGroups, [UInt8]).self) { group in
            for segment in missing {
                group.addTask {
                    async let head = self.head(of: segment, heads[segment] ?? 0)
                    return (segment, try await self.load(segment), await head)
                }
            }
            for try await (segment, table, head) in group {
                state.withLock { $0.tables[segment] = table }
                keep(head, of: segment, table, pageSize: pageSize)
            }
        }
    }

    /// The first bytes of a segment behind its header; none where they can't be had, or may be on this machine: whoever needs them
    /// asks again.
    private func head(of segment: Segment, _ length: Int) async -> [UInt8] {
        let range = LTXHeader.length..<max(LTXHeader.length, min(length, Int(segment.size)))
        guard !range.isEmpty, files?.has(segment) != true,
            case .object(let object)? = try? await store.get(segment.key(below: root), range: .bounds(range), unless: nil)
        else { return [] }
        metrics.rangesFetched.increment()
        metrics.bytesFetched.increment(by: object.bytes.count)
        if let files { try? await runtime.tidying.run { files.write(segment, at: range.lowerBound, object.bytes) } }
        return object.bytes
    }

    /// Takes the whole groups of a head into the cache.
    private func keep(_ head: [UInt8], of segment: Segment, _ table: PageGroups, pageSize: PageSize) {
        for (index, group) in table.groups.enumerated() {
            let place = group.bytes.lowerBound - LTXHeader.length..<group.bytes.upperBound - LTXHeader.length
            guard place.upperBound <= head.count, CRC64.of(head[place]) == group.checksum,
                let memory = try? Self.unpack(head[place], group, pageSize: pageSize, key: segment.key(below: root))
            else { return }
            state.withLock { $0.cache.keep(group.pages, memory, as: GroupCache.Name(segment: segment, group: index)) }
        }
    }

    private func load(_ segment: Segment) async throws -> PageGroups {
        let key = segment.groupsKey(below: root)
        guard case .object(let object) = try await store.get(key, range: nil, unless: nil) else {
            throw MissingSegment.error(key)
        }
        return try PageGroups(object.bytes, fileChecksum: segment.fileChecksum)
    }

    /// A segment that this process has just written need not be loaded.
    func add(_ segment: Segment, _ table: PageGroups) { state.withLock { $0.tables[segment] = table } }

    /// The segments' pages, oldest segment first; `nil` where a table is not here.
    func source(_ segments: [Segment], pageSize: PageSize) -> SegmentSource? {
        let tables = state.withLock { state in segments.compactMap { state.tables[$0] } }
        guard tables.count == segments.count else { return nil }
        return SegmentSource(Array(zip(segments, tables)), pageSize: pageSize, shelf: self)
    }

    /// The page as `segment`, whose table is `table`, has it; `nil` where it has not. May block on the store, or on this
    /// machine's disk, unless it is to be at hand.
    func page(
        _ number: UInt32, in segment: Segment, _ table: PageGroups, pageSize: PageSize, isAtHand: Bool
    ) throws(DatabaseError) -> Page? {
        guard let index = table.index(of: number) else { return nil }
        let name = GroupCache.Name(segment: segment, group: index)
        if let page = state.withLock({ $0.cache.page(number, in: name, pageSize: pageSize.bytes) }) {
            metrics.groupsFromCache.increment()
            return page
        }
        guard !isAtHand else { throw PageAway.error }
        let count = groupsToFetch(at: index, of: table, in: segment)
        return try fetchGroups(index..<index + count, of: table, in: segment, pageSize: pageSize)[number]
    }

    /// One group, or more where a scan is under way.
    private func groupsToFetch(at index: Int, of table: PageGroups, in segment: Segment) -> Int {
        state.withLock { state -> Int in
            let isScan = state.scans[segment]?.next == index
            let wanted = isScan ? min(Self.mostGroupsAtOnce, (state.scans[segment]?.length ?? 1) * 2) : 1
            let count = min(wanted, table.groups.count - index)
            state.scans[segment] = (index + count, count)
            return count
        }
    }

    func table(of segment: Segment) -> PageGroups? { state.withLock { $0.tables[segment] } }

    /// Brings a run of groups into the caches; in memory only as long as there is room.
    func bringIn(from index: Int, of table: PageGroups, in segment: Segment, pageSize: PageSize) throws(DatabaseError) {
        let run = index..<min(index + Self.mostGroupsAtOnce, table.groups.count)
        guard files != nil || state.withLock({ $0.cache.hasRoom }) else { return }
        _ = try fetchGroups(run, of: table, in: segment, pageSize: pageSize)
    }

    /// Fetches a run of groups with one read, from this machine's disk or the store.
    private func fetchGroups(
        _ run: Range<Int>, of table: PageGroups, in segment: Segment, pageSize: PageSize
    ) throws(DatabaseError) -> FetchedPages {
        let groups = table.groups[run]
        guard let start = groups.first?.bytes.lowerBound, let end = groups.last?.bytes.upperBound else { return FetchedPages() }
        let bytes = try read(segment, start..<end) { bytes in
            groups.first { CRC64.of(bytes[($0.bytes.lowerBound - start)..<($0.bytes.upperBound - start)]) != $0.checksum }
        }
        var fetched = FetchedPages()
        for (index, group) in zip(run, groups) {
            let slice = bytes[(group.bytes.lowerBound - start)..<(group.bytes.upperBound - start)]
            let memory = try Self.unpack(slice, group, pageSize: pageSize, key: segment.key(below: root))
            let name = GroupCache.Name(segment: segment, group: index)
            state.withLock { $0.cache.keep(group.pages, memory, as: name) }
            fetched.add(group.pages, memory, pageSize: pageSize.bytes)
        }
        return fetched
    }

    /// The bytes of `range`, checked.
    /// - Parameter damaged: the first group that the bytes do not hold as its checksum says.
    private func read(
        _ segment: Segment, _ range: Range<Int>, damaged: ([UInt8]) -> PageGroups.Group?
    ) throws(DatabaseError) -> [UInt8] {
        if let bytes = files?.read(segment, range), damaged(bytes) == nil {
            metrics.groupsFromCache.increment()
            return bytes
        }
        let key = segment.key(below: root)
        var damage: PageGroups.Group?
        // Bytes that were damaged on their way come right when they are fetched again; bytes that are damaged there do not.
        for _ in 0..<3 {
            let started = runtime.now()
            let bytes = try fetch.read(key, range, from: store)
            let duration = runtime.now() - started
            metrics.fetches.recordNanoseconds(duration.nanoseconds)
            logger.debug(
                "pages fetched", metadata: ["key": "\(key)", "bytes": "\(bytes.count)", "ms": "\(duration.milliseconds)"])
            metrics.rangesFetched.increment()
            metrics.bytesFetched.increment(by: bytes.count)
            damage = damaged(bytes)
            if damage == nil {
                files?.write(segment, at: range.lowerBound, bytes)
                return bytes
            }
        }
        throw DatabaseError(
            .corrupt, "bytes \(damage?.bytes ?? range) of \(key) are damaged in \(store.description): their checksum does not fit"
        )
    }

    private static func unpack(
        _ bytes: ArraySlice<UInt8>, _ group: PageGroups.Group, pageSize: PageSize, key: String
    ) throws(DatabaseError) -> PageMemory {
        let memory = PageMemory(count: group.pages.count * pageSize.bytes)
        var rest = bytes
        do throws(LTXError) {
            for (position, page) in group.pages.enumerated() {
                let unpacked = try LTXFrame.unpackFirst(&rest, page: page, pageSize: pageSize)
                unpacked.withUnsafeBytes { source in
                    guard let base = source.baseAddress else { return }
                    (memory.start + position * pageSize.bytes).copyMemory(from: base, byteCount: pageSize.bytes)
                }
            }
        } catch {
            throw DatabaseError(.corrupt, "\(key): \(error)")
        }
        return memory
    }

    /// For tests and metrics: the bytes of unpacked pages that are kept.
    var cachedBytes: Int { state.withLock { $0.cache.bytes } }
}

/// Pages that a fetch brought, alive as long as they are looked at.
private struct FetchedPages {
    private var pages: [UInt32: Page] = [:]

    mutating func add(_ numbers: [UInt32], _ memory: PageMemory, pageSize: Int) {
        for (position, number) in numbers.enumerated() { pages[number] = Page(memory, offset: position * pageSize) }
    }

    subscript(number: UInt32) -> Page? { pages[number] }
}
