import BucketSQLite
import Database

@testable import BucketSQLite

/// Instances that are stopped in order: what they were asked is answered, then the engine is closed.
extension Simulation {
    func stop(_ slot: Slot) {
        guard let process = slot.process, process.state == .running, let engine = slot.engine, !process.isStopping else { return }
        world.note(process.name, "is stopped")
        process.isStopping = true
        _ = Task(executorPreference: process) {
            while process.inFlight > 0, !self.world.isOver { try? await self.world.sleep(5000) }
            await engine.close()
            guard !self.world.isOver else { return }
            self.world.note(process.name, "has stopped")
            self.tally.stops += 1
            process.hasStopped = true
            process.kill()
            self.world.after(self.world.random.within(1000...300_000)) { self.boot(slot) }
        }
    }

    /// Stops whoever lives, in calm weather, one after the other.
    func stopAll() {
        isPowerCut = true
        for slot in slots {
            guard let process = slot.process, process.state == .running, slot.engine != nil else { continue }
            stop(slot)
            world.run()
            if !process.hasStopped { world.violation("\(process.name) does not stop") }
        }
    }

    /// `sync=lifespan`: what landed in the bucket, against what was acknowledged.
    func judgeLifespan(_ final: Snapshot?) {
        let uploads = landings.filter { $0.key == Self.key }.compactMap { snapshot(ofFile: $0.bytes) }
        let beside = landings.filter { $0.key != Self.key }.compactMap { snapshot(ofFile: $0.bytes) }
        let stopped = stoppedProcesses.filter { !$0.hasLost }.map(\.name)
        var checks = LifespanChecks(ledger, uploads: uploads, beside: beside, stopped: Set(stopped))
        checks.run()
        for text in checks.violations { world.violation(text) }
        if let final, final != uploads.last { world.violation("the auditor reads \(final.log), the last upload is another") }
    }

    private func snapshot(ofFile bytes: [UInt8]) -> Snapshot? {
        do {
            let version = try FileLayout.version(of: bytes)
            let connection = try PagedConnection(version, history: 0, mode: .reading)
            defer { connection.close() }
            return try connection.read { try Snapshot($0) }
        } catch {
            world.violation("an uploaded file can't be read: \(error)")
            return nil
        }
    }
}
