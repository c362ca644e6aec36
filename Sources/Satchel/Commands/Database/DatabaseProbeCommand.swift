import ArgumentParser
import BucketSQLite

extension DatabaseCommand {
    /// `satchel db probe`
    struct Probe: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try whether the store keeps the conditions that several writers rely on.",
            discussion: """
                Creates, refuses, updates and races on an object of its own below KEY.d/probe/, and deletes it. Ends with 1 where a \
                condition does not hold.
                """)

        func run(_ app: App) async throws {
            try await withTarget(app) { target in
                let operations = try target.inBucket("probe")
                let outcomes = try await StoreProbe(of: operations.store, key: operations.key).run()
                Terminal.out.print(TextTable(header: ["CONDITION", "HOLDS", "FOUND"], rows: Self.rows(outcomes)).description)
                guard outcomes.count == StoreProbe.Promise.allCases.count, outcomes.allSatisfy(\.holds) else {
                    throw ExitCode.failure
                }
            }
        }

        private static func rows(_ outcomes: [StoreProbe.Outcome]) -> [[String]] {
            StoreProbe.Promise.allCases.map { promise in
                guard let outcome = outcomes.first(where: { $0.promise == promise }) else {
                    return [promise.title, "-", "not tried"]
                }
                return [promise.title, outcome.holds ? "yes" : "NO", outcome.evidence ?? ""]
            }
        }
    }
}
