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
/// 4. A flush waits for no merge, which may take minutes: deltas that do not leave the manifest are uploaded with every commit. Nor
///    does a merge wait for a time without flushes. Their edits fit whatever the order: one appends, the others replace what stood.
/// 5. An object is deleted only after a manifest without it was applied, and after the retention time (`Manifest.keepHistory`).
final class SegmentKeeper: Sendable {
    let store: any ObjectStore
    let shelf: SegmentShelf
    let runtime: BucketRuntime
    let limits: KeeperLimits
    let logger: Logger
    private let state = Mutex(State())

    private struct State {
        var edits: [ManifestEdit] = []
        var flushing = Lane()
        var merging = Lane()
        var isClosed = false
        var hydration: Task<Void, Never>?
        /// Objects that the manifest under way goes without; they are deleted when it is applied.
        var dropped: Set<String> = []
        var cleaning: Task<Void, Never>?

        /// What the last step of its kind has made waits for the next commit.
        func isFree(for step: KeeperLimits.Step, at now: ContinuousClock.Instant) -> Bool {
            self[step].isFree(at: now) && !edits.contains { $0.isFlush == (step == .flush) }
        }

        subscript(step: KeeperLimits.Step) -> Lane {
            get { step == .flush ? flushing : merging }
            set { if step == .flush { flushing = newValue } else { merging = newValue } }
        }
    }

    /// Steps of one kind, one after the other.
    private struct Lane {
        var work: Task<Void, Never>?
        /// Steps in a row that failed, and until when the next one waits for that: what can't be done (the disk is full) is not
        /// begun anew with each commit.
        var failures = 0
        var pauseEnd: ContinuousClock.Instant?

        func isFree(at now: ContinuousClock.Instant) -> Bool { work == nil && pauseEnd.map { now >= $0 } ?? true }

        mutating func failed(at now: ContinuousClock.Instant) {
            // 50 ms, 200 ms, … ten minutes.
            pauseEnd = now.advanced(by: .milliseconds(min(600_000, 50 << (2 * min(failures, 7)))))
            failures += 1
        }
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
        let dropped = fitting.reduce(into: manifest.objects(below: shelf.root)) { $0.formUnion($1.dropped) }
            .subtracting(tidied.objects(below: shelf.root))
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
            guard !state.isClosed else { return }
            for step in limits.nextSteps(manifest, time: now) where state.isFree(for: step, at: runtime.now()) {
                state[step].work = runtime.task { await self.run(step, manifest) }
            }
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
        await state.withLock { $0.flushing.work }?.value
    }

    /// Waits for the steps under way.
    func rest() async {
        let lanes = state.withLock { [$0.flushing, $0.merging] }
        for lane in lanes { await lane.work?.value }
    }

    /// Takes charge of a hydration: it ends with the engine.
    func watch(_ hydration: Task<Void, Never>) { state.withLock { $0.hydration = hydration } }

    /// Waits for the steps under way; no further one is started.
    func finish() async {
        let hydration = state.withLock { $0.hydration }
        hydration?.cancel()
        await hydration?.value
        let cleaning = state.withLock { state in
            state.isClosed = true
            return state.cleaning
        }
        await rest()
        await cleaning?.value
    }

    private func run(_ step: KeeperLimits.Step, _ manifest: Manifest) async {
        do {
            if let edit = try await make(step, manifest) { state.withLock { $0.edits.append(edit) } }
            state.withLock { $0[step] = Lane(work: $0[step].work) }
        } catch  where !isOpen {
            logger.debug("tidying up the bucket ended with the engine")
        } catch {
            logger.warning("tidying up the bucket failed; it is tried again later", metadata: ["error": "\(error)"])
            let now = runtime.now()
            state.withLock { $0[step].failed(at: now) }
        }
        state.withLock { $0[step].work = nil }
    }

    private func make(_ step: KeeperLimits.Step, _ manifest: Manifest) async throws -> ManifestEdit? {
        switch step {
        case .flush:
            let files = manifest.inline.map { LTXSource($0.file[...]) }
            let segment = try await write(files, level: 1, timestamp: manifest.timestamp, on: runtime.reading)
            let archive = try await archive(manifest.inline)
            return .flush(manifest.inline.map(\.txid), lineage: manifest.lineage, segment, archive)
        case .merge(let segments, let level):
            let files = try await shelf.sources(of: segments)
            let merged = try await write(
                files, level: level, timestamp: segments.last?.timestamp ?? 0, on: runtime.tidying)
            return .merge(segments, lineage: manifest.lineage, merged)
        case .join(let archives):
            guard let joined = try await join(archives) else { return nil }
            return .join(archives, lineage: manifest.lineage, joined)
        case .forget(let predecessor):
            return .forget(predecessor, lineage: manifest.lineage, objects: try await objects(of: predecessor))
        }
    }

    /// Whether work goes on: a large merge ends between two pieces when the engine stops, a small one is finished.
    private var isOpen: Bool { state.withLock { !$0.isClosed } }

    /// Merges `files` into one segment and stores it.
    private func write(_ files: [LTXSource], level: UInt8, timestamp: Int64, on threads: BucketRuntime.Threads) async throws
        -> Segment
    {
        let written = try await threads.run {
            try WrittenSegment.merging(files, level: level, timestamp: timestamp, isWanted: { self.isOpen })
        }
        let isStored = try await written.store(below: shelf.root, in: store, attempts: 5, runtime, on: threads) { self.isOpen }
        guard isStored else {
            throw Self.isTaken(written.segment.key(below: shelf.root))
        }
        shelf.add(written.segment, written.groups)
        return written.segment
    }

    /// Stores an object that nobody may have stored differently (invariant 3).
    func create(_ key: String, _ bytes: [UInt8]) async throws {
        guard try await store.create(key, UploadBody(bytes), attempts: 5, runtime) else { throw Self.isTaken(key) }
    }

    private static func isTaken(_ key: String) -> DatabaseError {
        DatabaseError(.corrupt, "\(key) is there with other bytes than this commit range has: nothing was listed")
    }
}
