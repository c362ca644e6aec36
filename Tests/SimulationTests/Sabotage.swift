import BucketSQLite
import Database
import Logging
import ObjectStore
import Testing

@testable import BucketSQLite

/// The engine broken on purpose, at one of its seams: the simulation must find it.
struct Sabotage: Sendable, CustomTestStringConvertible {
    /// What is wrong, as a sentence.
    var name: String
    /// Where it matters: the checksums of `layout=ltx` leave some faults without effect.
    var layouts = BucketOptions.Layout.allCases
    var store: @Sendable (Wire) -> any ObjectStore = { $0 }
    var layout: @Sendable (any Layout, SimulatedProcess) -> any Layout = { layout, _ in layout }
    /// Makes what it takes to show the fault more frequent.
    var emphasis: @Sendable (Simulation) -> Void = { _ in }
    /// What a read answers instead of asking the engine, where it is not `nil`.
    var reading: @Sendable (SimulatedProcess) throws -> Snapshot? = { _ in nil }
    /// The kind of world that shows it.
    var scenario = Scenario.plain
    /// What is done to the options that engines are opened with, behind the back of whoever checks.
    var options: @Sendable (inout BucketOptions) -> Void = { _ in }
    /// What people's commands work on.
    var people: @Sendable (Wire) -> any ObjectStore = { $0 }

    var testDescription: String { name }

    /// All of them.
    static let all = lookups + answers + loads + segments + scenarios + chores
}

/// A store that lies to the engine about its object. What it does not lie about goes through.
struct BrokenStore: ObjectStore {
    typealias Put = @Sendable (Wire, String, [UInt8], PutCondition, ContinuousClock.Instant?) async throws(StoreError) -> ETag

    let wire: Wire
    /// Stores the object that names the state.
    var onPut: Put = through
    /// Stores any other object.
    var onSegment: Put = through
    /// Whether a question that is put while another one is under way takes that one's answer.
    var sharesAnswers = false
    /// Told of each listing.
    var onList: @Sendable (Wire, [ObjectInfo]) -> Void = { _, _ in }
    /// What becomes of a download that is cut.
    var onCut: @Sendable (Object) -> Object = { $0 }

    private static let through: Put = { (wire, key, bytes, condition, deadline) async throws(StoreError) in
        try await wire.put(key, bytes, if: condition, deadline: deadline)
    }

    var description: String { wire.description }

    func get(_ key: String, range: ByteRange?, unless etag: ETag?) async throws(StoreError) -> GetResult {
        let result =
            sharesAnswers && key == Simulation.key
            ? try await shared(unless: etag) : try await wire.get(key, range: range, unless: etag)
        guard case .object(let object) = result, range == nil, object.bytes.count < object.info.size else { return result }
        return .object(onCut(object))
    }

    private func shared(unless etag: ETag?) async throws(StoreError) -> GetResult {
        if let question = wire.process.question, question.etag == etag { return try await question.answer.value.get() }
        let wire = wire
        let answer = Task(executorPreference: wire.process) { () -> Result<GetResult, StoreError> in
            defer { wire.process.question = nil }
            do throws(StoreError) {
                return .success(try await wire.get(Simulation.key, range: nil, unless: etag))
            } catch {
                return .failure(error)
            }
        }
        wire.process.question = (etag, answer)
        return try await answer.value.get()
    }

    func put(
        _ key: String, _ bytes: [UInt8], if condition: PutCondition, deadline: ContinuousClock.Instant?
    ) async throws(StoreError) -> ETag {
        let put = key == Simulation.key ? onPut : onSegment
        return try await put(wire, key, bytes, condition, deadline)
    }

    func head(_ key: String) async throws(StoreError) -> ObjectInfo? { try await wire.head(key) }
    func delete(_ key: String) async throws(StoreError) { try await wire.delete(key) }
    func list(prefix: String) async throws(StoreError) -> [ObjectInfo] {
        let found = try await wire.list(prefix: prefix)
        onList(wire, found)
        return found
    }
}

/// A layout that lies to the engine. What it does not lie about goes through.
struct BrokenLayout: Layout {
    let inner: any Layout
    let process: SimulatedProcess
    var onLoad: @Sendable (BrokenLayout, BucketState?) async throws -> Loaded = { try await $0.inner.load(since: $1) }
    var onSearch: @Sendable (IDSearch) -> IDSearch = { $0 }
    var onPrepare: @Sendable (BucketState, Hold) -> (BucketState, Hold) = { ($0, $1) }

    var key: String { inner.key }
    var keepsIDsInDatabase: Bool { inner.keepsIDsInDatabase }

    func load(since base: BucketState?) async throws -> Loaded { try await onLoad(self, base) }

    func prepare(_ delta: Delta, on base: BucketState, id: CommitID, time: Int64, hold: Hold) throws -> PreparedCommit {
        let (base, hold) = onPrepare(base, hold)
        let prepared = try inner.prepare(delta, on: base, id: id, time: time, hold: hold)
        process.prepared = prepared.state
        return prepared
    }

    func search(_ id: CommitID, in state: BucketState, since base: BucketState) throws -> IDSearch {
        onSearch(try inner.search(id, in: state, since: base))
    }

    func isLater(_ state: BucketState, than other: BucketState) -> Bool { inner.isLater(state, than: other) }
    func ready(_ base: BucketState) async { await inner.ready(base) }
    func hydrate(_ state: BucketState, _ hydration: Hydration, runtime: BucketRuntime, logger: Logger) async {
        await inner.hydrate(state, hydration, runtime: runtime, logger: logger)
    }
    func applied(_ state: BucketState) { inner.applied(state) }
    func close() async { await inner.close() }
}
