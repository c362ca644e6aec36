import BucketSQLite
import Database
import Logging
import ObjectStore

@testable import BucketSQLite

/// One seed's story: who is there, what they ask, what befalls them, and what is found afterwards.
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

    let world: World
    let ledger = Ledger()
    let sabotage: Sabotage?
    private let seed: UInt64
    private let store = SimulatedStore()
    private var options: BucketOptions
    private var slots: [Slot] = []
    private var numbers = 0
    private var tally = Tally()
    private var final: Snapshot?

    /// The place of one instance after the other: a process that died is followed by a new one.
    private final class Slot: @unchecked Sendable {
        let index: Int
        var generation = 0
        var plans: [[Operation]]
        var process: SimulatedProcess?
        var engine: BucketEngine?
        init(index: Int, plans: [[Operation]]) {
            self.index = index
            self.plans = plans
        }
    }

    init(seed: UInt64, layout: BucketOptions.Layout = .file, sabotage: Sabotage? = nil, isTraced: Bool = false) {
        self.seed = seed
        options = BucketOptions()
        options.layout = layout
        options.keeper = KeeperLimits(inline: 1500, fanOut: 2, mergeable: 1 << 20, retention: 1000)
        self.sabotage = sabotage
        world = World(seed: seed, trace: Trace(isOn: isTraced))
    }

    func run() -> Report {
        prepare()
        world.run()
        let isCut = slots.allSatisfy { $0.process?.state == .dead }
        if !isCut { recover() }
        audit()
        judge()
        tally.faults = world.faults
        let report = Report(seed: seed, violations: world.violations, trace: world.trace.lines, tally: tally)
        world.end()
        slots = []
        return report
    }

    // MARK: Before

    private func prepare() {
        options.timeout = world.random.pick([0.5, 3, 20])
        world.weather = .calm
        // The schema is there before the storm in most worlds; in the others its creation is part of it.
        if world.random.chance(700) {
            let process = world.process("founder")
            start("founder", on: process) { engine in try await engine.write(Site.migrate) }
            world.run()
        }
        world.weather = Weather(drawing: &world.random)
        world.note("world", "seed \(seed), time-out \(options.timeout) s, \(world.weather)")
        for index in 0..<world.random.within(2...4) {
            let plans = (0..<world.random.within(1...2)).map { _ in (0..<world.random.within(1...4)).map { _ in plan() } }
            slots.append(Slot(index: index, plans: plans))
        }
        for slot in slots { world.after(world.random.below(20_000)) { self.boot(slot) } }
        drawFates()
    }

    private func plan() -> Operation {
        numbers += 1
        return Operation(number: numbers, drawing: &world.random)
    }

    private func drawFates() {
        for slot in slots {
            while world.random.chance(300) {
                world.after(world.random.below(200_000)) { self.strike(slot) }
            }
        }
        if world.random.chance(250) {
            // The power goes off, everywhere at once.
            world.after(world.random.within(20_000...400_000)) {
                self.slots[0].process?.light(self.world.random.below(20)) { self.cutPower() }
            }
        }
    }

    private func cutPower() {
        world.note("world", "the power is cut")
        for slot in slots { kill(slot) }
    }

    /// Something befalls an instance, in the middle of what it does.
    private func strike(_ slot: Slot) {
        let isCrash = world.random.chance(500)
        slot.process?.light(world.random.below(25)) {
            if isCrash {
                self.kill(slot)
                self.world.after(self.world.random.within(1000...300_000)) { self.boot(slot) }
            } else {
                self.freeze(slot)
            }
        }
    }

    private func kill(_ slot: Slot) {
        guard let process = slot.process, process.state != .dead else { return }
        world.note(process.name, "dies")
        tally.crashes += 1
        process.kill()
    }

    private func freeze(_ slot: Slot) {
        guard let process = slot.process else { return }
        world.note(process.name, "freezes")
        tally.freezes += 1
        process.freeze()
        world.after(world.random.within(1000...world.random.pick([100_000, 5_000_000, 60_000_000]))) {
            if process.state == .frozen { self.world.note(process.name, "thaws") }
            process.thaw()
        }
    }

    // MARK: Instances

    private func boot(_ slot: Slot) {
        guard slot.process == nil || (slot.process?.state == .dead && !isPowerCut) else { return }
        slot.generation += 1
        let name = "instance \(slot.index + 1)" + (slot.generation > 1 ? ".\(slot.generation)" : "")
        let process = world.process(name)
        slot.process = process
        start(name, on: process) { engine in
            slot.engine = engine
            try await self.migrate(engine)
            for index in slot.plans.indices {
                _ = Task(executorPreference: process) { await self.client(index, of: slot, engine) }
            }
        }
    }

    private var isPowerCut: Bool { slots.allSatisfy { $0.process?.state == .dead } && tally.crashes >= slots.count }

    /// Opens an engine as the program would, again and again until the bucket can be read, then hands it over.
    private func start(
        _ name: String, on process: SimulatedProcess, _ body: @escaping @Sendable (BucketEngine) async throws -> Void
    ) {
        _ = Task(executorPreference: process) {
            while !self.world.isOver {
                do {
                    try await body(try await self.open(name, on: process))
                    return
                } catch {
                    self.world.note(name, "could not start: \(error)")
                    try? await self.world.sleep(50_000)
                }
            }
        }
    }

    private func open(_ name: String, on process: SimulatedProcess) async throws -> BucketEngine {
        world.note(name, "starts")
        let wire = Wire(world: world, store: store, process: process)
        let seen: any ObjectStore = sabotage?.store(wire, world) ?? wire
        let world = world
        let fetch = RangeFetch { (_, key, range) throws(StoreError) in try wire.getNow(key, range) }
        let logger = Logger(label: name, factory: { _ in TraceLogHandler(world: world, process: name) })
        return try await BucketEngine.open(
            key: Self.key, in: seen, options: options, logger: logger, runtime: world.runtime(for: process, fetch: fetch),
            wrapping: sabotage?.layout ?? { $0 })
    }

    private func migrate(_ engine: BucketEngine) async throws {
        while !world.isOver {
            do { return try await engine.write(Site.migrate) } catch { try await world.sleep(20_000) }
        }
    }

    // MARK: Clients

    private func client(_ index: Int, of slot: Slot, _ engine: BucketEngine) async {
        while !world.isOver, !slot.plans[index].isEmpty {
            try? await world.sleep(world.random.below(30_000))
            guard !world.isOver, !slot.plans[index].isEmpty else { return }
            await perform(slot.plans[index].removeFirst(), on: engine, process: slot.process?.name ?? "")
        }
    }

    private func perform(_ operation: Operation, on engine: BucketEngine, process: String) async {
        let arrival = engine.arrival()
        ledger.ask(operation, process: process, at: world.stamp())
        world.note(process, "asks \(operation.number): \(operation.work)")
        let outcome: Ledger.Outcome
        do {
            outcome = .saw(try await answer(operation, since: arrival, engine))
        } catch let error as DatabaseError {
            outcome = self.outcome(of: error)
        } catch {
            outcome = .refused("\(error)")
        }
        guard !world.isOver else { return }
        ledger.answer(operation, outcome, at: world.stamp())
        world.note(process, "is told about \(operation.number): \(outcome)")
    }

    private func answer(_ operation: Operation, since arrival: Arrival, _ engine: BucketEngine) async throws -> Snapshot {
        switch operation.work {
        case .read: return try await read(engine, arrival)
        case .readSinceArrival(let pause):
            try await world.sleep(pause)
            return try await read(engine, arrival)
        default: return try await engine.write { try Site.perform(operation, $0) }
        }
    }

    private func read(_ engine: BucketEngine, _ arrival: Arrival) async throws -> Snapshot {
        if let reading = sabotage?.reading { return try await reading(engine) }
        return try await engine.read(since: arrival) { try Snapshot($0) }
    }

    private func outcome(of error: DatabaseError) -> Ledger.Outcome {
        switch error.kind {
        case .uniqueViolation: .taken
        case .outcomeUnknown: .unknown
        default: .refused("\(error)")
        }
    }

    // MARK: After

    /// The storm is over: every instance that lives must read and write again.
    private func recover() {
        world.weather = .calm
        world.note("world", "the weather is calm")
        for slot in slots { slot.process?.putOutFuse() }
        for slot in slots {
            guard let process = slot.process, process.state == .running, let engine = slot.engine else { continue }
            let write = Operation(number: nextNumber(), .append)
            let read = Operation(number: nextNumber(), .read)
            for operation in [write, read] {
                _ = Task(executorPreference: process) { await self.perform(operation, on: engine, process: process.name) }
            }
            world.run()
            for entry in ledger.entries.suffix(2) {
                guard case .saw = entry.outcome else {
                    world.violation("\(process.name) does not recover: \(entry.operation.work) gave \(entry.outcome)")
                    continue
                }
            }
        }
    }

    private func nextNumber() -> Int {
        numbers += 1
        return numbers
    }

    /// A new instance reads everything, when nothing is under way any more.
    private func audit() {
        world.weather = .calm
        let name = "auditor"
        let process = world.process(name)
        _ = Task(executorPreference: process) {
            do {
                let engine = try await self.open(name, on: process)
                self.final = try await engine.read { tx in
                    let findings = try tx.query("PRAGMA integrity_check", .none)
                    guard findings.count == 1, findings[0].values == [.text("ok")] else {
                        throw DatabaseError(.corrupt, "\(findings.map(\.values))")
                    }
                    return try Snapshot(tx)
                }
                await engine.close()
            } catch {
                self.auditFailure = "\(error)"
            }
        }
        world.run()
    }

    private var auditFailure: String?

    private func judge() {
        guard let final else {
            // A power cut may come before there is anything.
            guard store.currentTag(Self.key) != nil || ledger.entries.contains(where: \.isAcknowledged) else { return }
            return world.violation("the bucket can't be read: \(auditFailure ?? "the auditor got no answer")")
        }
        var checks = Checks(ledger, final: final)
        checks.run()
        for text in checks.violations { world.violation(text) }
        for slot in slots where slot.process?.state == .running {
            let waiting = ledger.entries.filter { $0.process == slot.process?.name && $0.answered == nil }
            if !waiting.isEmpty { world.violation("operations were never answered: \(waiting.map(\.operation.number))") }
        }
        tally.count(ledger.entries, final: final)
    }
}

extension Ledger.Entry {
    var isAcknowledged: Bool { if case .saw = outcome { true } else { false } }
}

/// A value that stays in its world. See ``SimulatedProcess``.
struct Confined<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
