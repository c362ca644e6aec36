import BucketSQLite
import Foundation
import Testing

/// How many worlds: `SEEDS=10000`, or some of them: `SEEDS=5000-6000`. One with its trace: `SEED=5123`.
@Suite("The engine under simulated faults")
struct SimulationTests {
    /// `SCENARIO=tended` or another one: only worlds of that kind.
    private let scenario = ProcessInfo.processInfo.environment["SCENARIO"].flatMap { Scenario(rawValue: $0) }
    private let seed = ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) }
    private let seeds = Self.range(ProcessInfo.processInfo.environment["SEEDS"] ?? "1000")

    private static func range(_ text: String) -> Range<UInt64> {
        let bounds = text.split(separator: "-").compactMap { UInt64($0) }
        return bounds.count == 2 ? bounds[0]..<bounds[1] : 0..<(bounds.first ?? 0)
    }

    @Test("keeps its promises, whatever the seed")
    func promises() async {
        if let seed { return replay(seed) }
        let scenario = scenario
        let outcome = await Seeds.run(seeds) {
            Simulation(seed: $0, layout: scenario == .restored ? .ltx : nil, scenario: scenario)
        }
        for failure in outcome.failures {
            let violations = failure.violations.joined(separator: "\n")
            Issue.record("SEED=\(failure.seed) swift test --filter SimulationTests/promises shows it:\n\(violations)")
        }
        #expect(outcome.tally.worlds > 0)
        if outcome.tally.worlds >= 500, scenario == nil { #expect(outcome.tally.isEventful, "\(outcome.tally)") }
    }

    private func replay(_ seed: UInt64) {
        let report = Simulation(
            seed: seed, layout: scenario == .restored ? .ltx : nil, scenario: scenario, isTraced: true
        ).run()
        print(report.trace.joined(separator: "\n"))
        #expect(report.violations == [])
    }

    @Test("a seed always tells the same story", arguments: UInt64(0)..<20)
    func repeats(seed: UInt64) {
        let one = Simulation(seed: seed, isTraced: true).run()
        let two = Simulation(seed: seed, isTraced: true).run()
        #expect(one.trace == two.trace && one.trace.count > 10)
    }
}
