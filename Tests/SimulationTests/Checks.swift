/// What must hold of a ledger, given the state that was left in the bucket.
///
/// The database's own log gives the one order of all commits. Every answer, of reads and writes alike, must be exactly a prefix of
/// it, and the lengths of these prefixes must respect real time: that is strict serializability. A prefix that the final log does
/// not start with was shown too early, or forked, or lost.
struct Checks {
    let entries: [Ledger.Entry]
    let operations: [Int: Operation]
    let final: Snapshot
    /// Whether the database was deleted in between, so that instances may say so.
    let mayVanish: Bool
    private let places: [Int: Int]
    private(set) var violations: [String] = []

    init(_ ledger: Ledger, final: Snapshot, mayVanish: Bool) {
        self.mayVanish = mayVanish
        entries = ledger.entries
        operations = ledger.operations
        self.final = final
        places = Dictionary(final.log.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func run() {
        checkFinal()
        for entry in entries { check(entry) }
        checkRealTime()
    }

    private mutating func checkFinal() {
        if places.count != final.log.count { violations.append("the log holds an operation twice: \(final.log)") }
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
            if places[number] != nil { violations.append("\(name) was answered as not applied (\(why)), and is there") }
            if !isExpected, !mayVanish { violations.append("\(name) was answered with an error without a reason: \(why)") }
        case .taken:
            if places[number] != nil { violations.append("\(name) was answered 'taken', and is there") }
            checkTaken(entry, name)
        case .saw(let snapshot):
            if !final.log.starts(with: snapshot.log) {
                violations.append("\(name) saw \(snapshot.log), and the log became \(final.log)")
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
            $0.operation.work == entry.operation.work && places[$0.operation.number] != nil
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
            moments.append((entry.asked, .asked, index, seen))
            moments.append((answered, .answered, index, seen))
        }
        var floor = 0
        var floorEntry = 0
        for (_, moment, index, seen) in moments.sorted(by: { $0.stamp < $1.stamp }) {
            let entry = entries[index]
            switch moment {
            case .asked where seen < floor + (entry.operation.changes ? 1 : 0):
                violations.append(
                    "operation \(entry.operation.number) of \(entry.process) came after operation "
                        + "\(entries[floorEntry].operation.number) was answered with \(floor) commits, and saw \(seen)")
            case .answered where seen > floor: (floor, floorEntry) = (seen, index)
            default: break
            }
        }
    }

    /// How many commits an answer proves.
    private func seen(_ entry: Ledger.Entry) -> Int? {
        switch entry.outcome {
        case .saw(let snapshot): snapshot.log.count
        default: nil
        }
    }
}
