import BucketSQLite
import Database
import LTX
import Logging
import ObjectStore

@testable import BucketSQLite

/// One seed's story: who is there, what they ask, what befalls them, and what is found afterwards.
///
/// The founder lays down the schema (or not), then instances start, their clients ask, and faults befall them, until nothing is
/// left to do. Then the weather clears, whoever lives must work again, and an auditor compares the bucket with the ledger.
///
/// Why `@unchecked Sendable`: see ``SimulatedProcess``.
final class Simulation: @unchecked Sendable {
    struct Report: Sendable {
        var seed: UInt64
        var violations: [String]
        var trace: [String]
        var tally: Tally
    }

    static let key = "site.sqlite"

    let seed: UInt64
    let world: World
    let store = SimulatedStore()
    let ledger = Ledger()
    let sabotage: Sabotage?
    let scenario: Scenario
    /// How old a state may be that a read is answered with.
    let promisedStale: World.Time
    let holds: HoldWatch
    /// `sync=lifespan`: what was stored, in order.
    var landings: [SimulatedStore.Landing] = []
    var stoppedProcesses: [SimulatedProcess] { world.processes.filter(\.hasStopped) }
    var options = BucketOptions()
    /// What restores have ended.
    var past: [History] = []
    /// The checksum of the database after each commit, by its number.
    var checksums: [TXID: DatabaseChecksum] = [:]
    /// Which commit somebody wants to restore.
    var wanted: [String: TXID] = [:]
    private(set) var slots: [Slot] = []
    var tally = Tally()
    /// Whether the power is off: nobody starts again.
    var isPowerCut = false
    /// Whether somebody has taken the database away.
    var isVanished = false
    private var numbers = 0

    /// - Parameters:
    ///   - layout: `nil` is the seed's own: they take turns.
    ///   - scenario: `nil` is the sabotage's, or the seed's own.
    init(
        seed: UInt64, layout: BucketOptions.Layout? = nil, scenario: Scenario? = nil, sabotage: Sabotage? = nil,
        isTraced: Bool = false
    ) {
        self.seed = seed
        self.sabotage = sabotage
        world = World(seed: seed, trace: Trace(isOn: isTraced))
        options.layout = layout ?? BucketOptions.Layout.allCases[Int(seed % UInt64(BucketOptions.Layout.allCases.count))]
        options.keeper = KeeperLimits(
            inline: world.random.pick([200, 1500]), fanOut: 2, mergeable: 1 << 20,
            retention: world.random.pick([0, 50, 100_000]))
        self.scenario = scenario ?? sabotage?.scenario ?? Scenario.drawn(for: options.layout, &world.random)
        self.scenario.apply(to: &options, &world.random)
        promisedStale = Int(options.maxStale * 1_000_000)
        holds = HoldWatch(world)
        sabotage?.options(&options)
    }

    func run() -> Report {
        prepare()
        world.run()
        if !isPowerCut { recover() }
        if scenario == .rotation { finishRotation() }
        if scenario == .restored { undoRestores() }
        judge(audit())
        tally.faults = world.faults
        tally.takeovers = holds.takeovers
        tally.merges = store.merges
        tally.flushesBesideMerge = store.flushesBesideMerge
        let report = Report(seed: seed, violations: world.violations, trace: world.trace.lines, tally: tally)
        world.end()
        slots = []
        return report
    }

    private func prepare() {
        options.timeout = world.random.pick([0.5, 3, 20])
        // The schema is there before the storm in most worlds; in the others its creation is part of it.
        if scenario == .restored { watchStore() }
        if scenario == .exclusive || world.random.chance(700) { found() }
        world.weather = Weather(drawing: &world.random)
        world.note(
            "world", "seed \(seed), layout \(options.layout), \(scenario), time-out \(options.timeout) s, \(world.weather)")
        // A few worlds live long enough for segments to be merged, replaced and deleted.
        let length = world.random.chance(120) ? 5...12 : 1...4
        for index in 0..<world.random.within(2...4) {
            let plans = (0..<world.random.within(1...2)).map { _ in
                (0..<world.random.within(length)).map { _ in Operation(number: nextNumber(), drawing: &world.random) }
            }
            slots.append(Slot(index: index, plans: plans))
        }
        for slot in slots { world.after(world.random.below(20_000)) { self.boot(slot) } }
        drawFates()
        if scenario == .rotation { drawRotation() }
        if !scenario.chores.isEmpty { drawChores() }
        if scenario != .restored { watchStore() }
        sabotage?.emphasis(self)
    }

    private func found() {
        if scenario == .rotation { store.opening = { key, bytes in Scenario.open(bytes, key) } }
        var options = scenario.founding(options)
        if options.encryption != nil, self.options.encryption == nil { options.encryption = nil }
        start(world.process("founder"), options) { engine in try await engine.write(Site.migrate) }
        world.run()
    }

    private func watchStore() {
        switch scenario {
        case .restored: store.onLanding = { [unowned self] in watchLineages($0) }
        case .converted: store.onLanding = { [unowned self] in watchLayout($0) }
        case .exclusive:
            store.onLanding = { [unowned self] landing in
                guard landing.key == Self.key, let manifest = try? Manifest(landing.bytes) else { return }
                holds.landed(landing.old.flatMap { try? Manifest($0) }, manifest, by: landing.process)
            }
        case .lifespan:
            // What the founder has laid down is the first state.
            if let bytes = store.bytes(Self.key) {
                landings.append(SimulatedStore.Landing(key: Self.key, old: nil, bytes: bytes, process: world.processes[0]))
            }
            store.onLanding = { [unowned self] landing in
                if landing.process.options?.sync == .lifespan { landings.append(landing) }
            }
        default: break
        }
    }

    func nextNumber() -> Int {
        numbers += 1
        return numbers
    }
}

/// The place of one instance after the other: one that died is followed by a new one.
///
/// Why `@unchecked Sendable`: see ``SimulatedProcess``.
final class Slot: @unchecked Sendable {
    let index: Int
    var generation = 0
    /// What each of its clients is still going to ask.
    var plans: [[Operation]]
    var process: SimulatedProcess?
    /// The running process's engine, once it is open.
    var engine: BucketEngine?

    init(index: Int, plans: [[Operation]]) {
        self.index = index
        self.plans = plans
    }
}
