import BucketSQLite
import Database
import Logging
import ObjectStore

@testable import BucketSQLite

/// Starting instances, as the program does: again and again until the bucket can be read.
extension Simulation {
    func boot(_ slot: Slot) {
        guard !isPowerCut, slot.process == nil || slot.process?.state == .dead else { return }
        // A new instance can't know that a database which it does not find was there: it may make one.
        guard !isVanished else { return world.after(100_000) { self.boot(slot) } }
        slot.generation += 1
        let process = world.process(
            "instance \(slot.index + 1)" + (slot.generation > 1 ? ".\(slot.generation)" : ""))
        slot.process = process
        slot.engine = nil
        var options = options
        if scenario == .rotation, slot.index == 0, seed % 3 == 0 { options.encryption = Scenario.oldKeyFirst }
        start(process, options, patience: drawTakeOver()) { engine in
            try await self.migrate(engine)
            slot.engine = engine
            for index in slot.plans.indices {
                _ = Task(executorPreference: process) { await self.client(index, of: slot, engine, process) }
            }
        }
    }

    /// After how many attempts somebody says that an instance is to take the database over; `nil`: never.
    private func drawTakeOver() -> Int? { scenario == .exclusive ? world.random.pick([2, 6, 20, nil]) : nil }

    /// Opens an engine in `process` and hands it over.
    func start(
        _ process: SimulatedProcess, _ options: BucketOptions, patience: Int? = nil,
        _ body: @escaping @Sendable (BucketEngine) async throws -> Void
    ) {
        _ = Task(executorPreference: process) {
            var options = options
            for attempt in 0..<(self.scenario == .exclusive ? Self.patience / 4 : Self.patience) where !self.world.isOver {
                if let patience, attempt == patience { options.takesOver = true }
                do { return try await body(try await self.open(in: process, options)) } catch {
                    self.world.note(process.name, "could not start: \(error)")
                    try? await self.world.sleep(50_000)
                }
            }
        }
    }

    func open(
        in process: SimulatedProcess, _ options: BucketOptions, key: String = Simulation.key
    ) async throws -> BucketEngine {
        world.note(process.name, "starts")
        process.options = options
        let world = world
        let wire = Wire(world: world, store: store, process: process)
        return try await BucketEngine.open(
            key: key, in: sabotage?.store(wire) ?? wire, options: options,
            logger: logger(process), runtime: world.runtime(for: process, fetch: .simulated(wire, options.encryption)),
            wrapping: { self.sabotage?.layout($0, process) ?? $0 })
    }

    /// How often an instance tries to start, before it leaves a bucket alone that nobody can read.
    private static var patience: Int { 100 }

    private func migrate(_ engine: BucketEngine) async throws {
        for _ in 0..<Self.patience {
            do { return try await engine.write(Site.migrate) } catch { try await world.sleep(20_000) }
        }
        throw DatabaseError(.unavailable(retryAfter: nil), "the schema could not be laid down")
    }
}
