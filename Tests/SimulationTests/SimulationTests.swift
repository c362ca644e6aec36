import Foundation
import Testing

@testable import BucketSQLite

@Suite("The engine under simulated faults")
struct SimulationTests {
    @Test("keeps its promises, whatever the seed", arguments: BucketOptions.Layout.allCases)
    func promises(layout: BucketOptions.Layout) async throws {
        if let only = ProcessInfo.processInfo.environment["LAYOUT"], only != layout.rawValue { return }
        let environment = ProcessInfo.processInfo.environment
        if let seed = environment["SEED"].flatMap({ UInt64($0) }) {
            let report = Simulation(seed: seed, layout: layout, isTraced: true).run()
            print(report.trace.joined(separator: "\n"))
            #expect(report.violations == [])
            return
        }
        let count = environment["SEEDS"].flatMap { UInt64($0) } ?? 300
        let start = ContinuousClock.now
        let outcome = await Seeds.run(0..<count) { Simulation(seed: $0, layout: layout) }
        print(outcome.tally, ContinuousClock.now - start)
        for failure in outcome.failures {
            Issue.record(
                "SEED=\(failure.seed) swift test --filter SimulationTests shows: \(failure.violations.joined(separator: "\n"))")
        }
    }

    @Test("a seed always tells the same story")
    func deterministic() {
        for seed in UInt64(0)..<20 {
            let one = Simulation(seed: seed, isTraced: true).run()
            let two = Simulation(seed: seed, isTraced: true).run()
            #expect(one.trace == two.trace)
        }
    }
}
