import BucketSQLite
import Database
import Logging
import ObjectStore

@testable import BucketSQLite

/// Clients that ask again as soon as they are answered, over a store that takes about 25 ms: what they get out of it, in a world's
/// own time.
///
/// Why `@unchecked Sendable`: see ``SimulatedProcess``.
final class Crowd: @unchecked Sendable {
    enum Work { case reading, writing }

    /// The store's answer time, in microseconds.
    static let roundTrip = 25_000

    private let world: World
    private let store = SimulatedStore()
    private let layout: BucketOptions.Layout
    private var options = BucketOptions()
    private var isCounting = false
    private(set) var latencies: [Int: [World.Time]] = [:]
    private(set) var requests = 0
    private(set) var failures: [String] = []

    init(seed: UInt64, layout: BucketOptions.Layout) {
        self.layout = layout
        options.layout = layout
        world = World(seed: seed, trace: Trace(isOn: false))
        world.weather.delay = 12_000...13_000
    }

    /// Answers of each instance, fewest first.
    var answers: [Int] { latencies.values.map(\.count).sorted() }

    var total: Int { answers.reduce(0, +) }

    /// In multiples of the store's answer time.
    func percentile(_ part: Double) -> Double {
        let all = latencies.values.flatMap { $0 }.sorted()
        return all.isEmpty ? .infinity : Double(all[Int(Double(all.count - 1) * part)]) / Double(Self.roundTrip)
    }

    /// - Parameter seconds: how long it is counted, after a second of running in.
    /// - Parameter pause: how long each client waits between an answer and its next request at most, in microseconds.
    func run(instances: Int, clients: Int, _ work: Work, seconds: Int, pause: World.Time = 1000) {
        start("founder") { engine in
            try await engine.write { tx in
                try tx.execute("CREATE TABLE counters (id INTEGER PRIMARY KEY, count INTEGER NOT NULL)", .none)
                try tx.execute("INSERT INTO counters VALUES (0, 0)", .none)
            }
            await engine.close()
        }
        world.run()
        let (begin, end) = (world.now + 1_000_000, world.now + 1_000_000 + seconds * 1_000_000)
        for instance in 0..<instances {
            latencies[instance] = []
            start("instance \(instance)") { engine in
                for _ in 0..<clients {
                    _ = Task(executorPreference: self.processes[instance + 1]) {
                        await self.client(of: instance, engine, work, counting: begin..<end, pause: pause)
                    }
                }
            }
        }
        world.after(begin - world.now) { self.isCounting = true }
        world.after(end - world.now) { self.isCounting = false }
        world.run()
        failures += world.violations
        world.end()
    }

    private var processes: [SimulatedProcess] = []

    private func start(_ name: String, _ body: @escaping @Sendable (BucketEngine) async throws -> Void) {
        let process = world.process(name)
        processes.append(process)
        let wire = Wire(world: world, store: store, process: process)
        let fetch = RangeFetch { (_, key, range) throws(StoreError) in try wire.getNow(key, range) }
        let counted = CountingStore(inner: wire) { if self.isCounting { self.requests += 1 } }
        _ = Task(executorPreference: process) {
            do {
                try await body(
                    try await BucketEngine.open(
                        key: Simulation.key, in: counted, options: self.options, logger: quiet,
                        runtime: self.world.runtime(for: process, fetch: fetch)))
            } catch { self.failures.append("\(error)") }
        }
    }

    private func client(
        of instance: Int, _ engine: BucketEngine, _ work: Work, counting: Range<World.Time>, pause: World.Time
    ) async {
        while world.now < counting.upperBound {
            let asked = world.now
            do {
                switch work {
                case .reading: _ = try await engine.read { try $0.query("SELECT count FROM counters", .none) }
                case .writing: try await engine.write { try $0.execute("UPDATE counters SET count = count + 1", .none) }
                }
            } catch {
                if !world.isOver { failures.append("\(error)") }
            }
            if counting.contains(world.now) { latencies[instance, default: []].append(world.now - asked) }
            try? await world.sleep(world.random.below(pause + 1))
        }
    }
}

private let quiet = Logger(label: "crowd", factory: { _ in SwiftLogNoOpLogHandler() })

/// Counts what the store is asked.
private struct CountingStore: ObjectStore {
    let inner: Wire
    let count: @Sendable () -> Void

    var description: String { inner.description }

    func get(_ key: String, range: ByteRange?, unless etag: ETag?) async throws(StoreError) -> GetResult {
        count()
        return try await inner.get(key, range: range, unless: etag)
    }

    func put(
        _ key: String, _ bytes: [UInt8], if condition: PutCondition, deadline: ContinuousClock.Instant?
    ) async throws(StoreError) -> ETag {
        count()
        return try await inner.put(key, bytes, if: condition, deadline: deadline)
    }

    func head(_ key: String) async throws(StoreError) -> ObjectInfo? { try await inner.head(key) }
    func delete(_ key: String) async throws(StoreError) { try await inner.delete(key) }
    func list(prefix: String) async throws(StoreError) -> [ObjectInfo] { try await inner.list(prefix: prefix) }
}
