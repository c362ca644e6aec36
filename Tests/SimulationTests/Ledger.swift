/// What the clients asked and what they were told, with the moments of both.
///
/// Why `@unchecked Sendable`: see ``SimulatedProcess``.
final class Ledger: @unchecked Sendable {
    enum Outcome: Sendable, Hashable {
        /// No answer came: the process died.
        case none
        /// A write was acknowledged, or a read answered: with what it saw.
        case saw(Snapshot)
        /// "The name is taken", that is: definitely not applied.
        case taken
        /// Any other error: it means "definitely not applied". Expected are those that a request may be tried again after.
        case refused(String, isExpected: Bool)
        /// The engine said that it does not know.
        case unknown
    }

    struct Entry {
        var operation: Operation
        var process: String
        var asked: Int
        var answered: Int?
        var askedTime: World.Time
        var answeredTime: World.Time = .max
        var outcome = Outcome.none
    }

    private(set) var entries: [Entry] = []
    private var places: [Int: Int] = [:]

    func ask(_ operation: Operation, process: String, at stamp: Int, _ time: World.Time) {
        places[operation.number] = entries.count
        entries.append(Entry(operation: operation, process: process, asked: stamp, askedTime: time))
    }

    func answer(_ operation: Operation, _ outcome: Outcome, at stamp: Int, _ time: World.Time) {
        guard let place = places[operation.number] else { return }
        entries[place].answered = stamp
        entries[place].answeredTime = time
        entries[place].outcome = outcome
    }

    var operations: [Int: Operation] {
        Dictionary(uniqueKeysWithValues: entries.map { ($0.operation.number, $0.operation) })
    }
}

extension Ledger.Entry {
    /// Whether it was answered with what it asked for.
    var isAcknowledged: Bool { if case .saw = outcome { true } else { false } }
}
