/// What happened in many worlds: a simulation in which nothing happens proves nothing.
struct Tally: Sendable {
    var worlds = 1
    var faults = 0
    var crashes = 0
    var freezes = 0
    var vanishings = 0
    var stops = 0
    var takeovers = 0
    var rotations = 0
    var compactions = 0
    var branches = 0
    var restores = 0
    var undone = 0
    var conversions = 0
    var merges = 0
    /// Deltas that left the manifest while segments were merged.
    var flushesBesideMerge = 0
    var readsAtOnce = 0
    var acknowledged = 0
    var read = 0
    var taken = 0
    var refused = 0
    var unknown = 0
    /// Answered "not known", and it was applied.
    var unknownApplied = 0
    var unanswered = 0
    /// Never answered, and it was applied.
    var unansweredApplied = 0

    mutating func count(_ entries: [Ledger.Entry], final: Snapshot) {
        let applied = Set(final.log)
        for entry in entries {
            let isApplied = applied.contains(entry.operation.number)
            switch entry.outcome {
            case .saw where entry.operation.changes: acknowledged += 1
            case .saw: read += 1
            case .taken: taken += 1
            case .refused: refused += 1
            case .unknown:
                unknown += 1
                unknownApplied += isApplied ? 1 : 0
            case .none:
                unanswered += 1
                unansweredApplied += isApplied ? 1 : 0
            }
        }
    }

    /// Whether everything that can happen did.
    var isEventful: Bool { Self.paths.allSatisfy { self[keyPath: $0] > 0 } }

    static func + (left: Tally, right: Tally) -> Tally {
        var sum = left
        for path in paths { sum[keyPath: path] += right[keyPath: path] }
        return sum
    }

    private static var paths: [WritableKeyPath<Tally, Int>] {
        [
            \.worlds, \.faults, \.crashes, \.freezes, \.vanishings, \.stops, \.takeovers, \.rotations, \.compactions, \.branches,
            \.restores, \.undone, \.conversions, \.merges, \.flushesBesideMerge, \.readsAtOnce, \.acknowledged, \.read, \.taken,
            \.refused, \.unknown, \.unknownApplied, \.unanswered, \.unansweredApplied,
        ]
    }
}
