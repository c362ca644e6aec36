import BucketSQLite
import Database

/// What clients do, and how they understand the answers.
extension Simulation {
    /// One client: asks what it has planned, one after the other.
    func client(_ index: Int, of slot: Slot, _ engine: BucketEngine, _ process: SimulatedProcess) async {
        while !slot.plans[index].isEmpty {
            try? await world.sleep(world.random.below(30_000))
            guard !world.isOver, !process.isStopping else { return }
            await perform(slot.plans[index].removeFirst(), on: engine, process)
        }
    }

    func perform(_ operation: Operation, on engine: BucketEngine, _ process: SimulatedProcess) async {
        let arrival = engine.arrival()
        ledger.ask(operation, process: process.name, at: world.stamp(), world.now)
        process.inFlight += 1
        defer { process.inFlight -= 1 }
        world.note(process.name, "is asked \(operation.number): \(operation.work)")
        let outcome: Ledger.Outcome
        do {
            outcome = .saw(try await answer(operation, since: arrival, engine, process))
        } catch {
            outcome = self.outcome(of: error)
        }
        guard !world.isOver else { return }
        ledger.answer(operation, outcome, at: world.stamp(), world.now)
        world.note(process.name, "answers \(operation.number): \(outcome)")
    }

    private func answer(
        _ operation: Operation, since arrival: Arrival, _ engine: BucketEngine, _ process: SimulatedProcess
    ) async throws -> Snapshot {
        switch operation.work {
        case .read: break
        case .readSinceArrival(let pause): try await world.sleep(pause)
        default: return try await engine.write { try Site.perform(operation, $0) }
        }
        if let snapshot = try sabotage?.reading(process) { return snapshot }
        if world.random.chance(500), let snapshot = try engine.readAtOnce(since: arrival, { try Snapshot($0) }) {
            tally.readsAtOnce += 1
            return snapshot
        }
        return try await engine.read(since: arrival) { try Snapshot($0) }
    }

    private func outcome(of error: any Error) -> Ledger.Outcome {
        if error is Site.Deliberate { return .refused("\(error)", isExpected: true) }
        guard let error = error as? DatabaseError else { return .refused("\(error)", isExpected: false) }
        switch error.kind {
        case .uniqueViolation: return .taken
        case .outcomeUnknown: return .unknown
        // Cut downloads are refused; the next request asks again.
        case .unavailable(.some), .corrupt: return .refused("\(error)", isExpected: true)
        // It has another layout now.
        case .other where scenario == .converted: return .refused("\(error)", isExpected: true)
        // Somebody else has the database.
        case .unavailable(nil) where scenario == .exclusive: return .refused("\(error)", isExpected: true)
        default: return .refused("\(error)", isExpected: false)
        }
    }
}
