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
/// 4. An object is deleted only after a manifest without it was applied, and after the retention time (`Manifest.keepHistory`).
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
        /// Objects that the manifest under way goes without; they are deleted when it is applied.
        var dropped: Set<String> = []
        var cleaning: Task<Void, Never>?
    }

    init(shelf: SegmentShelf, runtime: BucketRuntime, limits: KeeperLimits, logger: Logger) {
        store = shelf.store
        self.shelf = shelf
        self.runtime = runtime
        self.limits = limits
        self.logger = logger
    }

    /// `manifest` with what was done in the background since, and without what no restore needs any more.
    func tidied(_ manifest: Manifest, time: Int64) -> Manifest {
        let time = max(time, manifest.timestamp)
        let fitting = state.withLock { state in
            state.dropped = []
            return state.edits.filter { $0.applied(to: manifest, time: time) != nil }
        }
        // History grows by edits alone: between them there is nothing to forget.
        guard !fitting.isEmpty else { return manifest }
        var tidied = fitting.reduce(manifest) { $1.applied(to: $0, time: time) ?? $0 }
        tidied.keepHistory(time: time, retention: limits.retention)
        let dropped = manifest.objects(below: shelf.root).subtracting(tidied.objects(below: shelf.root))
        state.withLock { $0.dropped = dropped }
        return tidied
    }

    /// `manifest` is what the bucket holds now: done edits are forgotten, what it has dropped is deleted, and the next step is
    /// started if one is due.
    func applied(_ manifest: Manifest) {
        let now = runtime.wallClock()
        state.withLock { state in
            // An edit that fits no more is done, by us or by another instance.
            state.edits.removeAll { $0.applied(to: manifest, time: 0) == nil }
            clean(&state)
            guard state.work == nil, state.edits.isEmpty, !state.isClosed, let step = limits.nextStep(manifest, time: now) else {
                return
            }
            state.work = runtime.task { await self.run(step, manifest) }
        }
    }

    private func clean(_ state: inout State) {
        guard !state.dropped.isEmpty else { return }
        let (keys, before) = (state.dropped, state.cleaning)
        state.dropped = []
        state.cleaning = runtime.task {
            await before?.value
            await self.delete(keys)
        }
    }

    /// A manifest that holds far more than it should (a first import, a VACUUM) is uploaded with every commit: the next one waits
    /// until the flush under way is done.
    func catchUp(_ manifest: Manifest) async {
        guard manifest.inlineSize > limits.inline * 16 else { return }
        await current?.value
    }

    /// The step under way.
    var current: Task<Void, Never>? { state.withLock { $0.work } }

    /// Takes charge of a hydration: it ends with the engine.
    func watch(_ hydration: Task<Void, Never>) { state.withLock { $0.hydration = hydration } }

    /// Waits for the step under way; no further one is started.
    func finish() async {
        let hydration = state.withLock { $0.hydration }
        hydration?.cancel()
        await hydration?.value
        let (work, cleaning) = state.withLock { state in
            state.isClosed = true
            return (state.work, state.cleaning)
        }
        await work?.value
        await cleaning?.value
    }

    private func run(_ step: KeeperLimits.Step, _ manifest: Manifest) async {
        do {
            if let edit = try await make(step, manifest) { state.withLock { $0.edits.append(edit) } }
        } catch {
            logger.warning("tidying up the bucket failed; it is tried again later", metadata: ["error": "\(error)"])
        }
        state.withLock { $0.work = nil }
    }

    private func make(_ step: KeeperLimits.Step, _ manifest: Manifest) async throws -> ManifestEdit? {
        switch step {
        case .flush:
            let files = manifest.inline.map { $0.file[...] }
            let segment = try await write(files, level: 1, timestamp: manifest.timestamp)
            let archive = try await archive(manifest.inline)
            return .flush(manifest.inline.map(\.txid), lineage: manifest.lineage, segment, archive)
        case .merge(let segments, let level):
            var files: [ArraySlice<UInt8>] = []
            for segment in segments { files.append(try await read(segment)[...]) }
            let merged = try await write(files, level: level, timestamp: segments.last?.timestamp ?? 0)
            return .merge(segments, lineage: manifest.lineage, merged)
        case .join(let archives):
            guard let joined = try await join(archives) else { return nil }
            return .join(archives, lineage: manifest.lineage, joined)
        case .forget(let predecessor):
            try await deleteObjects(of: predecessor, sparedBy: manifest)
            return .forget(predecessor, lineage: manifest.lineage)
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
    func create(_ key: String, _ bytes: [UInt8]) async throws {
        for attempt in 1...5 {
            do {
                _ = try await store.put(key, bytes, if: .absent, deadline: nil)
                return
            } catch {
                switch error.kind {
                case .conditionFailed, .unknownOutcome:
                    if try await holds(key, bytes) { return }
                case .throttled, .unreachable: break
                default: throw error
                }
            }
            try await runtime.backOff(attempt)
        }
        throw DatabaseError(.unavailable(retryAfter: nil), "\(key) could not be stored")
    }

    /// Whether the object is there with these bytes; `false` where it is not there at all.
    private func holds(_ key: String, _ bytes: [UInt8]) async throws -> Bool {
        guard case .object(let object) = try await store.get(key, range: nil, unless: nil) else { return false }
        guard object.bytes == bytes else {
            throw DatabaseError(.corrupt, "\(key) is there with other bytes than this commit range has: nothing was listed")
        }
        return true
    }
}
