/// What must hold of a ledger, given the state that was left in the bucket.
///
/// The database's own log gives the one order of all commits. Every answer, of reads and writes alike, must be exactly a prefix of
/// it, and the lengths of these prefixes must respect real time: that is strict serializability. A prefix that the final log does
/// not start with was shown too early, or forked, or lost.
struct Checks {
    let entries: [Ledger.Entry]
    let operations: [Int: Operation]
    let final: Snapshot
    /// All histories, one after the other; the last one is that of `final`.
    private let histories: [[Int]]
    /// Whether the database was deleted in between, so that instances may say so.
    let mayVanish: Bool
    /// How old a state a read may be answered with.
    let maxStale: World.Time
    /// `mode=exclusive`: who held the database when.
    let holds: HoldWatch?
    /// The operations that were applied.
    private let places: Set<Int>
    private(set) var violations: [String] = []

    init(
        _ ledger: Ledger, past: [History] = [], final: Snapshot, mayVanish: Bool, maxStale: World.Time, holds: HoldWatch?
    ) {
        histories = past.map(\.end.log) + [final.log]
        self.mayVanish = mayVanish
        self.maxStale = maxStale
        self.holds = holds
        entries = ledger.entries
        operations = ledger.operations
        self.final = final
        places = Set(histories.joined())
    }

    mutating func run() {
        checkFinal()
        for entry in entries { check(entry) }
        checkRealTime()
    }

    private mutating func checkFinal() {
        if Set(final.log).count != final.log.count { violations.append("the log holds an operation twice: \(final.log)") }
        for number in final.log where operations[number]?.changes != true {
            violations.append("operation \(number) is in the log and never was to be")
        }
        let implied = Snapshot(after: final.log, of: operations)
        if final != implied { violations.append("the bucket holds \(final), its log implies \(implied)") }
    }

    private mutating func check(_ entry: Ledger.Entry) {
        let number = entry.operation.number
        let name = "operation \(number) (\(entry.operation.work)) of \(entry.process)"
        switch entry.outcome {
        case .none, .unknown: break
        case .refused(let why, let isExpected):
            if places.contains(number) { violations.append("\(name) was answered as not applied (\(why)), and is there") }
            if !isExpected, !mayVanish { violations.append("\(name) was answered with an error without a reason: \(why)") }
        case .taken:
            if places.contains(number) { violations.append("\(name) was answered 'taken', and is there") }
            checkTaken(entry, name)
        case .saw(let snapshot):
            if place(of: snapshot.log) == nil {
                violations.append("\(name) saw \(snapshot.log), and the log became \(histories)")
            }
            let implied = Snapshot(after: snapshot.log, of: operations)
            if snapshot != implied { violations.append("\(name) saw \(snapshot), its log implies \(implied)") }
            if entry.operation.changes, snapshot.log.last != number {
                violations.append("\(name) was acknowledged and did not see itself last: \(snapshot.log)")
            }
        }
    }

    /// Somebody else must have asked for that name before the answer, and have got it.
    private mutating func checkTaken(_ entry: Ledger.Entry, _ name: String) {
        let holder = entries.first {
            $0.operation.work == entry.operation.work && places.contains($0.operation.number)
        }
        guard let holder else { return violations.append("\(name) was answered 'taken', and nobody has the name") }
        if holder.asked > entry.answered ?? .max {
            violations.append("\(name) was answered 'taken' before anybody asked for the name")
        }
    }

    /// Whoever asked after an answer must see at least what that answer showed.
    private mutating func checkRealTime() {
        enum Moment { case asked, answered }
        var moments: [(stamp: Int, moment: Moment, entry: Int, seen: Int)] = []
        for (index, entry) in entries.enumerated() {
            guard let answered = entry.answered, let seen = seen(entry) else { continue }
            // What fits two histories is taken to be in the later one where it has to be new, in the earlier one where it proves it.
            moments.append((entry.asked, .asked, index, seen.latest))
            moments.append((answered, .answered, index, seen.earliest))
        }
        var floors = Floors()
        for (_, moment, index, seen) in moments.sorted(by: { $0.stamp < $1.stamp }) {
            let entry = entries[index]
            switch moment {
            case .asked:
                let floor = floor(of: entry, floors)
                guard seen < floor + (entry.operation.changes ? 1 : 0) else { continue }
                violations.append(
                    "operation \(entry.operation.number) of \(entry.process) came after an answer with \(floor) commits, and saw \(seen)"
                )
            case .answered: floors.note(seen, at: entry.answeredTime, by: entry.process)
            }
        }
    }

    /// What an answer to `entry` must show at least, given the answers before it. What is not bounded by time is bounded by what the
    /// same instance has shown.
    private func floor(of entry: Ledger.Entry, _ floors: Floors) -> Int {
        if entry.operation.changes { return floors.newest }
        let own = floors.shown[entry.process] ?? 0
        if maxStale > 0 { return max(own, floors.newest(at: entry.askedTime - maxStale)) }
        // Who lost the hold may not know it yet, and shows what it knows.
        if let holds, holds.holder(at: entry.asked) != entry.process { return own }
        return floors.newest
    }

    /// The most commits that answers so far have shown.
    private struct Floors {
        private var times: [(time: World.Time, seen: Int)] = []
        private(set) var shown: [String: Int] = [:]

        var newest: Int { times.last?.seen ?? 0 }

        func newest(at time: World.Time) -> Int { times.last { $0.time <= time }?.seen ?? 0 }

        mutating func note(_ seen: Int, at time: World.Time, by process: String) {
            if seen > newest { times.append((time, seen)) }
            shown[process] = max(shown[process] ?? 0, seen)
        }
    }

    /// How far an answer has seen: number of commits, any number of a later history being more than any of an earlier one.
    private func seen(_ entry: Ledger.Entry) -> (earliest: Int, latest: Int)? {
        switch entry.outcome {
        case .saw(let snapshot): place(of: snapshot.log)
        default: nil
        }
    }

    /// Where a log stands in the histories; `nil` where it is the beginning of none.
    private func place(of log: [Int]) -> (earliest: Int, latest: Int)? {
        let fitting = histories.indices.filter { histories[$0].starts(with: log) }
        guard let first = fitting.first, let last = fitting.last else { return nil }
        return (first * 1_000_000 + log.count, last * 1_000_000 + log.count)
    }
}
