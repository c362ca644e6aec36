import BucketSQLite
import Database
import Logging
import ObjectStore

@testable import BucketSQLite

/// What people do to a database while instances run.
extension Simulation {
    /// Changes the key of an encrypted database, at a moment of the storm.
    func drawRotation() {
        store.opening = { key, bytes in Scenario.open(bytes, key) }
        world.after(world.random.within(20_000...400_000)) { self.rotateKeys("key changer") }
    }

    /// Changes the key, again and again until it is done.
    func rotateKeys(_ name: String) {
        let process = world.process(name)
        _ = Task(executorPreference: process) {
            for _ in 0..<20 where !self.world.isOver {
                do {
                    let done = try await self.operations(in: process).rotateKeys()
                    self.world.note(name, "\(done.objects) objects are sealed with the new key")
                    self.tally.rotations += 1
                    return
                } catch {
                    self.world.note(name, "could not change the key: \(error)")
                    try? await self.world.sleep(50_000)
                }
            }
        }
    }

    /// After the storm, and when nobody seals with the old key any more, it is not needed.
    func finishRotation() {
        guard store.currentTag(Self.key) != nil else { return }
        world.weather = .calm
        let before = tally.rotations
        rotateKeys("last key changer")
        world.run()
        if tally.rotations == before { world.violation("the key could not be changed, in calm weather") }
    }

    /// - Parameter ahead: how far the clock of whoever does it is ahead, in milliseconds.
    func operations(in process: SimulatedProcess, ahead: Int64 = 0) -> BucketOperations {
        let wire = Wire(world: world, store: store, process: process)
        var runtime = world.runtime(for: process, fetch: .simulated(wire, options.encryption))
        let clock = runtime.wallClock
        runtime.wallClock = { clock() + ahead }
        return BucketOperations(
            key: Self.key, in: sabotage?.people(wire) ?? wire, options: options, logger: logger(process), runtime: runtime)
    }

    func logger(_ process: SimulatedProcess) -> Logger {
        Logger(label: process.name, factory: { _ in TraceLogHandler(world: self.world, process: process) })
    }
}
