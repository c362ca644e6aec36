import BucketSQLite
import Database
import LTX

@testable import BucketSQLite

/// After the storm.
extension Simulation {
    /// Every instance that lives must write and read again.
    func recover() {
        world.weather = .calm
        world.note("world", "the weather is calm")
        for slot in slots { slot.process?.putOutFuse() }
        if scenario == .lifespan { return stopAll() }
        for slot in slots {
            guard let process = slot.process, process.state == .running, let engine = slot.engine,
                // Who lost the database to another answers nothing any more.
                scenario != .exclusive || holds.holder == process.name,
                // Who thawed after a change of the layout has to be started anew.
                process.options?.layout == options.layout
            else { continue }
            for work in [Operation.Work.append, .read] {
                let operation = Operation(number: nextNumber(), work)
                _ = Task(executorPreference: process) { await self.perform(operation, on: engine, process) }
            }
            world.run()
            for entry in ledger.entries.suffix(2) where !entry.isAcknowledged {
                world.violation("\(process.name) does not recover: \(entry.operation.work) gave \(entry.outcome)")
            }
        }
        if scenario == .exclusive { stopHolder() }
    }

    /// A stop in calm weather leaves the database to whoever comes next. One that never started has nothing to stop: where its claim's
    /// answer was lost, the hold stays for a takeover.
    private func stopHolder() {
        let holders = slots.filter { $0.process?.name == holds.holder && $0.process?.state == .running }
        guard holders.contains(where: { $0.engine != nil }) else { return }
        stopAll()
        if let holder = holds.holder { world.violation("\(holder) has stopped, and holds the database") }
    }

    /// A new instance reads everything, when nothing is under way any more.
    func audit() -> Snapshot? {
        world.weather = .calm
        var finding: Result<Snapshot, any Error>?
        let keep = Confined { finding = $0 }
        let process = world.process("auditor")
        _ = Task(executorPreference: process) {
            do {
                let engine = try await self.open(in: process, self.scenario.reading(self.options))
                keep.value(.success(try await engine.read(Self.inspect)))
                await engine.close()
            } catch {
                keep.value(.failure(error))
            }
        }
        world.run()
        switch finding {
        case .success(let snapshot): return snapshot
        case .failure(let error): auditFailed("\(error)")
        case nil: auditFailed("the auditor got no answer")
        }
        return nil
    }

    private static func inspect(_ tx: any Transaction) throws -> Snapshot {
        let findings = try tx.query("PRAGMA integrity_check", .none)
        guard findings.count == 1, findings[0].values == [.text("ok")] else {
            throw DatabaseError(.corrupt, "\(findings.map(\.values))")
        }
        return try Snapshot(tx)
    }

    /// Where the power was cut before there was anything, there is nothing to read.
    private func auditFailed(_ why: String) {
        // In sync=lifespan all that was acknowledged may have died with its instances.
        guard store.currentTag(Self.key) != nil || scenario != .lifespan && ledger.entries.contains(where: \.isAcknowledged)
        else { return }
        world.violation("the bucket can't be read: \(why)")
    }

    /// `layout=ltx`: the LTX module alone, without the engine, puts the same database together.
    private func checkSegments() {
        guard let bytes = store.content(Self.key) else { return }
        do {
            let manifest = try Manifest(bytes)
            let image = try image(of: manifest)
            guard image.checksum == manifest.checksum, image.txid == manifest.txid else {
                return world.violation("segments and deltas give another database than the manifest says")
            }
        } catch {
            world.violation("segments and deltas can't be put together: \(error)")
        }
    }

    func image(of manifest: Manifest) throws -> DatabaseImage {
        var image = DatabaseImage(pageSize: manifest.pageSize)
        for segment in manifest.segments {
            let file = store.content(segment.key(below: Self.key)) ?? []
            _ = try LTXVerifier.verify(file[...])
            _ = try image.apply(file[...])
        }
        for delta in manifest.inline { _ = try image.apply(delta.file[...]) }
        return image
    }

    func judge(_ final: Snapshot?) {
        if options.layout == .ltx { checkSegments() }
        for text in store.violations { world.violation(text) }
        if scenario == .lifespan { judgeLifespan(final) }
        guard let final else { return }
        tally.count(ledger.entries, final: final)
        guard scenario != .lifespan else { return }
        var checks = Checks(
            ledger, past: past, final: final, mayVanish: tally.vanishings > 0, maxStale: promisedStale,
            holds: scenario == .exclusive ? holds : nil)
        checks.run()
        for text in checks.violations { world.violation(text) }
        for slot in slots where slot.process?.state == .running {
            let waiting = ledger.entries.filter { $0.process == slot.process?.name && $0.answered == nil }
            if !waiting.isEmpty { world.violation("operations were never answered: \(waiting.map(\.operation.number))") }
        }
    }
}

/// A value that stays in its world. See ``SimulatedProcess``.
struct Confined<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
