import Dispatch
import Glibc
import Synchronization

/// Runs many worlds, one per thread at a time, and collects what failed.
enum Seeds {
    struct Outcome: Sendable {
        var tally = Tally(worlds: 0)
        /// The failed seeds, lowest first.
        var failures: [Simulation.Report] = []
        var next: UInt64
    }

    /// One search after the other: a thread a core for each of many would leave the other tests no time.
    private static let turn = DispatchQueue(label: "simulation")

    /// - Parameter failureLimit: how many failures end the search.
    static func run(
        _ seeds: Range<UInt64>, failureLimit: Int = 3, _ make: @escaping @Sendable (UInt64) -> Simulation
    ) async -> Outcome {
        let state = Shared(Outcome(next: seeds.lowerBound))
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            turn.async {
                DispatchQueue.concurrentPerform(iterations: Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) { _ in
                    while let seed = state.take(seeds.upperBound, failureLimit) { state.add(make(seed).run()) }
                }
                continuation.resume()
            }
        }
        return state.outcome
    }

    private final class Shared: Sendable {
        private let state: Mutex<Outcome>
        init(_ outcome: Outcome) { state = Mutex(outcome) }

        func take(_ end: UInt64, _ failureLimit: Int) -> UInt64? {
            state.withLock { state in
                guard state.next < end, state.failures.count < failureLimit else { return nil }
                defer { state.next += 1 }
                return state.next
            }
        }

        func add(_ report: Simulation.Report) {
            state.withLock { state in
                state.tally = state.tally + report.tally
                if !report.violations.isEmpty { state.failures.append(report) }
            }
        }

        var outcome: Outcome {
            var outcome = state.withLock { $0 }
            outcome.failures.sort { $0.seed < $1.seed }
            return outcome
        }
    }
}
