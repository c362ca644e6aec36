import Blocking
import Database
import LTX
import Logging
import ObjectStore
import Synchronization

/// Keeps manifests small: moves inline deltas to segments, merges segments, deletes what nobody needs. All in the background, by
/// size and never by a timer; what it has done goes into the manifest with the next commit (``tidied(_:time:)``).
///
/// Numbered invariants:
/// 1. An edit is offered only after its segment and group table are durable.
/// 2. An edit names exactly what it replaces: on a manifest that lists anything else there it does nothing. So an instance that
///    lost a race to tidy loses its edit, never data.
/// 3. A segment's bytes follow from the commits it holds: two instances that write the same one write the same bytes.
/// 4. An object is deleted only after a manifest without it was applied, and after the retention time.
final class SegmentKeeper: Sendable {
    let store: any ObjectStore
    let shelf: SegmentShelf
    let runtime: BucketRuntime
    let limits: KeeperLimits
    let logger: Logger
    private let state = Mutex(State())

    private struct State {
        var edits: [ManifestEdit] = []
        var work: Task<Void, Never>?
        var isClosed = false
        var hydration: Task<Void, Never>?
        /// Objects that the last applied manifest has dropped.
        var deletable: [Segment] = []
    }

    init(shelf: SegmentShelf, runtime: BucketRuntime, limits: KeeperLimits, logger: Logger) {
        store = shelf.store
        self.shelf = shelf
        self.runtime = runtime
        self.limits = limits
        self.logger = logger
    }

    /// `manifest` with what was done in the background since.
    func tidied(_ manifest: Manifest, time: Int64) -> Manifest {
        let edits = state.withLock { $0.edits }
        var tidied = edits.reduce(manifest) { $1.applied(to: $0, time: time) ?? $0 }
        tidied.retired.removeAll { $0.retiredAt < time - limits.retention }
        return tidied
    }

    /// `manifest` is what the bucket holds now: done edits are forgotten, and the next step is started if one is due.
    func applied(_ manifest: Manifest) {
        state.withLock { state in
            // An edit that fits no more is done, by us or by another instance.
            state.edits.removeAll { $0.applied(to: manifest, time: 0) == nil }
            guard state.work == nil, state.edits.isEmpty, !state.isClosed, let step = limits.nextStep(manifest) else { return }
            state.work = runtime.task { await self.run(step, manifest) }
        }
    }

    /// A manifest that holds far more than it should (a first import, a VACUUM) is uploaded with every commit: the next one waits
    /// until the flush under way is done.
    func catchUp(_ manifest: Manifest) async {
        guard manifest.inlineSize > limits.inline * 16 else { return }
        await state.withLock { $0.work }?.value
    }

    /// Takes charge of a hydration: it ends with the engine.
    func watch(_ hydration: Task<Void, Never>) { state.withLock { $0.hydration = hydration } }

    /// Waits for the step under way; no further one is started.
    func finish() async {
        let hydration = state.withLock { $0.hydration }
        hydration?.cancel()
        await hydration?.value
        let work = state.withLock { state in
            state.isClosed = true
            return state.work
        }
        await work?.value
    }

    private func run(_ step: KeeperLimits.Step, _ manifest: Manifest) async {
        do {
            let edit = try await make(step, manifest)
            state.withLock { $0.edits.append(edit) }
        } catch {
            logger.warning("tidying up the bucket failed; it is tried again later", metadata: ["error": "\(error)"])
        }
        state.withLock { $0.work = nil }
    }

    private func make(_ step: KeeperLimits.Step, _ manifest: Manifest) async throws -> ManifestEdit {
        switch step {
        case .flush:
            let files = manifest.inline.map { $0.file[...] }
            let segment = try await write(files, level: 1, timestamp: manifest.timestamp)
            return .flush(manifest.inline.map(\.txid), lineage: manifest.lineage, segment)
        case .merge(let segments, let level):
            var files: [ArraySlice<UInt8>] = []
            for segment in segments { files.append(try await read(segment)[...]) }
            let merged = try await write(files, level: level, timestamp: segments.last?.timestamp ?? 0)
            return .merge(segments, lineage: manifest.lineage, merged)
        }
    }

    private func read(_ segment: Segment) async throws -> [UInt8] {
        let key = segment.key(below: shelf.root)
        guard case .object(let object) = try await store.get(key, range: nil, unless: nil) else {
            throw DatabaseError(.unavailable(retryAfter: nil), "\(key), which the manifest lists, is missing")
        }
        return object.bytes
    }

    /// Merges `files` into one segment and stores it, the group table first.
    private func write(_ files: [ArraySlice<UInt8>], level: UInt8, timestamp: Int64) async throws -> Segment {
        let (bytes, segment, table) = try await runtime.reading.run {
            let bytes = try LTXCompactor.compact(files)
            let summary = try LTXVerifier.verify(bytes[...])
            let segment = Segment(
                level: level, range: summary.header.range, size: UInt64(bytes.count),
                fileChecksum: summary.trailer.fileChecksum, timestamp: timestamp)
            return (bytes, segment, PageGroups(of: bytes, index: summary.index))
        }
        try await create(segment.groupsKey(below: shelf.root), table.bytes(fileChecksum: segment.fileChecksum))
        try await create(segment.key(below: shelf.root), bytes)
        shelf.add(segment, table)
        return segment
    }

    /// Stores an object that nobody may have stored differently (invariant 3).
    private func create(_ key: String, _ bytes: [UInt8]) async throws {
        do {
            _ = try await store.put(key, bytes, if: .absent, deadline: nil)
            return
        } catch {
            guard error.kind == .conditionFailed || error.kind == .unknownOutcome else { throw error }
        }
        guard case .object(let object) = try await store.get(key, range: nil, unless: nil), object.bytes == bytes else {
            throw DatabaseError(.corrupt, "\(key) is there with other bytes, or its upload was lost")
        }
    }
}

/// One change of the list of what exists.
enum ManifestEdit: Sendable {
    /// These inline deltas are in this segment now.
    case flush([TXID], lineage: [UInt8], Segment)
    /// These segments are one now.
    case merge([Segment], lineage: [UInt8], Segment)

    /// The manifest after the edit; `nil` where it does not list what the edit replaces.
    func applied(to manifest: Manifest, time: Int64) -> Manifest? {
        var edited = manifest
        switch self {
        case .flush(let txids, let lineage, let segment):
            guard lineage == manifest.lineage, manifest.inline.prefix(txids.count).map(\.txid) == txids else { return nil }
            edited.inline.removeFirst(txids.count)
            edited.segments.append(segment)
        case .merge(let segments, let lineage, let merged):
            guard lineage == manifest.lineage, let first = segments.first,
                let start = manifest.segments.firstIndex(of: first),
                manifest.segments[start...].prefix(segments.count).elementsEqual(segments)
            else { return nil }
            edited.segments.replaceSubrange(start..<start + segments.count, with: [merged])
            edited.retired += segments.map { RetiredSegment(segment: $0, retiredAt: time) }
        }
        return edited
    }
}
