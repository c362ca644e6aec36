import BucketSQLite
import Database
import LTX
import ObjectStore

@testable import BucketSQLite

extension Scenario {
    enum Chore: Sendable { case compact, branch, restore, convert }

    /// What people do to the database while instances run.
    var chores: [Chore] {
        switch self {
        case .tended: [.compact, .compact, .branch]
        case .restored: [.restore, .restore, .restore, .compact]
        case .converted: [.convert]
        default: []
        }
    }
}

/// People look after a database that is in use, in any weather; some are cut off in the middle of it.
extension Simulation {
    func drawChores() {
        store.clock = { Int64(self.world.now / 1000) }
        for number in 1...world.random.within(1...3) {
            let chore = world.random.pick(scenario.chores)
            world.after(world.random.within(5000...300_000)) { self.begin(chore, "person \(number)") }
        }
    }

    private func begin(_ chore: Scenario.Chore, _ name: String) {
        let process = world.process(name)
        process.isPerson = true
        if world.random.chance(250) {
            process.light(world.random.below(80)) {
                self.world.note(name, "is cut off")
                process.kill()
            }
        }
        world.note(name, "begins to \(chore)")
        _ = Task(executorPreference: process) {
            do {
                try await self.perform(chore, process)
            } catch {
                self.world.note(name, "could not \(chore): \(error)")
            }
        }
    }

    private func perform(_ chore: Scenario.Chore, _ process: SimulatedProcess) async throws {
        switch chore {
        case .compact:
            // What protects objects that nothing lists yet is what a manifest says, not their age alone.
            let ahead: Int64 = scenario == .tended && world.random.chance(500) ? 2 * 3_600_000 : 0
            let done = try await operations(in: process, ahead: ahead).compact()
            world.note(process.name, "compacted: \(done)")
            tally.compactions += 1
        case .branch: try await branch(process)
        case .restore: try await restore(process)
        case .convert:
            let other: BucketOptions.Layout = options.layout == .ltx ? .file : .ltx
            if try await operations(in: process).convert(to: other) != nil { tally.conversions += 1 }
        }
    }

    /// A branch is as fresh as any answer.
    private func branch(_ process: SimulatedProcess) async throws {
        let operation = Operation(number: nextNumber(), .read)
        let copy = "copy-\(operation.number)"
        ledger.ask(operation, process: process.name, at: world.stamp(), world.now)
        let founded = try await operations(in: process).branch(to: copy)
        var options = scenario.reading(options)
        options.layout = founded.layout
        let engine = try await open(in: process, options, key: copy)
        let snapshot = try await engine.read { try Snapshot($0) }
        guard !world.isOver else { return }
        world.note(process.name, "\(copy) holds \(snapshot.log)")
        ledger.answer(operation, .saw(snapshot), at: world.stamp(), world.now)
        tally.branches += 1
        await engine.close()
    }

    // MARK: Restores

    private func restore(_ process: SimulatedProcess) async throws {
        let operations = operations(in: process)
        guard let newest = try await operations.info()?.commit, newest > 0 else { return }
        let commit = newest - min(newest - 1, UInt64(world.random.below(6)))
        wanted[process.name] = TXID(commit)
        _ = try await operations.restore(to: .commit(commit))
        guard !world.isOver else { return }
        world.note(process.name, "commit \(commit) is in its place")
        tally.restores += 1
    }

    /// Sees each lineage end, and the next one begin with one of the states that there were.
    func watchLineages(_ landing: SimulatedStore.Landing) {
        guard landing.key == Self.key, let new = try? Manifest(landing.bytes) else { return }
        let old = landing.old.flatMap { try? Manifest($0) }
        defer { checksums[new.txid] = new.checksum }
        guard let old, old.lineage != new.lineage else { return }
        guard let end = try? snapshot(of: old), let start = try? snapshot(of: new) else {
            return world.violation("a restore has landed, and before or after it the database can't be read")
        }
        past.append(History(txid: old.txid, end: end))
        world.note("world", "\(end.log) ends, \(start.log) begins")
        if let commit = wanted[landing.process.name], checksums[commit] != new.checksum {
            world.violation("commit \(commit.value) was to be restored, and another state was")
        }
        if !past.contains(where: { $0.end.log.starts(with: start.log) }) {
            world.violation("a restore made \(start.log), which was never the log")
        }
        if new.predecessors.last?.txid != old.txid || new.predecessors.last?.lineage != old.lineage {
            world.violation("a restore has replaced commit \(old.txid.value), and does not say so")
        }
    }

    private func snapshot(of manifest: Manifest) throws -> Snapshot {
        let version = try FileLayout.version(of: try image(of: manifest).bytes)
        let connection = try PagedConnection(version, history: 0, mode: .reading)
        defer { connection.close() }
        return try connection.read { try Snapshot($0) }
    }

    /// What restores have replaced can be had again, as long as it is to be kept.
    func undoRestores() {
        world.weather = .calm
        guard let bytes = store.bytes(Self.key), let manifest = try? Manifest(bytes) else { return }
        for predecessor in manifest.predecessors
        where Int64(world.now / 1000) - predecessor.replacedAt < options.keeper.retention / 2 {
            guard let history = past.last(where: { $0.txid == predecessor.txid }) else {
                world.violation("commit \(predecessor.txid.value) is said to be replaced, and never was the last one")
                continue
            }
            undo(history)
        }
    }

    private func undo(_ history: History) {
        let process = world.process("undoer")
        process.isPerson = true
        let copy = "undo-\(history.txid.value)"
        let found = Confined<(Snapshot) -> Void> { snapshot in
            if snapshot == history.end {
                self.tally.undone += 1
            } else {
                self.world.violation("restoring commit \(history.txid.value) gave \(snapshot.log), it was \(history.end.log)")
            }
        }
        let failed = Confined<(any Error) -> Void> { error in
            self.world.violation("commit \(history.txid.value), which was replaced, can't be restored: \(error)")
        }
        _ = Task(executorPreference: process) {
            do {
                _ = try await self.operations(in: process).restore(to: .commit(history.txid.value), into: copy)
                let engine = try await self.open(in: process, self.scenario.reading(self.options), key: copy)
                let snapshot = try await engine.read { try Snapshot($0) }
                await engine.close()
                found.value(snapshot)
            } catch {
                failed.value(error)
            }
        }
        world.run()
    }

    // MARK: Layouts

    /// After a change of the layout somebody starts all instances anew, but for those that are frozen: they must not do harm when
    /// they thaw.
    func watchLayout(_ landing: SimulatedStore.Landing) {
        guard landing.key == Self.key, let old = landing.old, Manifest.isLikely(old) != Manifest.isLikely(landing.bytes) else {
            return
        }
        options.layout = Manifest.isLikely(landing.bytes) ? .ltx : .file
        world.note("world", "the layout is \(options.layout) now")
        world.after(world.random.below(30_000)) {
            for slot in self.slots where slot.process?.state == .running {
                slot.process?.kill()
                self.world.after(self.world.random.within(1000...50_000)) { self.boot(slot) }
            }
        }
    }
}
