import BucketSQLite
import Foundation
import Testing

@Suite("The simulation finds an engine that is broken on purpose")
struct SabotageTests {
    @Test("it finds that", arguments: Sabotage.all, BucketOptions.Layout.allCases)
    func finds(sabotage: Sabotage, layout: BucketOptions.Layout) async throws {
        guard sabotage.layouts.contains(layout) else { return }
        let outcome = await Seeds.run(0..<3000, failureLimit: 1) { Simulation(seed: $0, layout: layout, sabotage: sabotage) }
        #expect(!outcome.failures.isEmpty, "\(outcome.tally.worlds) worlds did not show it")
    }
}
