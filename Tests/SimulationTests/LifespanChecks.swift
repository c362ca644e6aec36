/// `sync=lifespan`: each instance's history is its own until its stop; then all of it is in the bucket, in its place or beside it.
struct LifespanChecks {
    let entries: [Ledger.Entry]
    let operations: [Int: Operation]
    /// What stood under the key, one state after the other.
    let uploads: [Snapshot]
    /// What was kept beside it.
    let beside: [Snapshot]
    /// The instances that were stopped in order and did not say that something is lost.
    let stopped: Set<String>
    private(set) var violations: [String] = []

    init(_ ledger: Ledger, uploads: [Snapshot], beside: [Snapshot], stopped: Set<String>) {
        entries = ledger.entries
        operations = ledger.operations
        self.uploads = uploads
        self.beside = beside
        self.stopped = stopped
    }

    mutating func run() {
        for (before, after) in zip(uploads, uploads.dropFirst()) where !after.log.starts(with: before.log) {
            violations.append("\(after.log) was put in the place of \(before.log)")
        }
        for snapshot in uploads + beside where snapshot != Snapshot(after: snapshot.log, of: operations) {
            violations.append("the bucket holds \(snapshot), which its log does not imply")
        }
        for entry in entries { check(entry) }
        for process in Set(entries.map(\.process)) { check(process) }
    }

    private mutating func check(_ entry: Ledger.Entry) {
        let name = "operation \(entry.operation.number) (\(entry.operation.work)) of \(entry.process)"
        switch entry.outcome {
        case .none: break
        case .unknown: violations.append("\(name) was answered 'not known', and nothing was sent")
        case .taken, .refused:
            guard (uploads + beside).contains(where: { $0.log.contains(entry.operation.number) }) else { break }
            violations.append("\(name) was answered as not applied, and is there")
        case .saw(let snapshot):
            let implied = Snapshot(after: snapshot.log, of: operations)
            if snapshot != implied { violations.append("\(name) saw \(snapshot), its log implies \(implied)") }
            if entry.operation.changes, snapshot.log.last != entry.operation.number {
                violations.append("\(name) was acknowledged and did not see itself last: \(snapshot.log)")
            }
        }
    }

    /// One instance is one history, in which time runs forward.
    private mutating func check(_ process: String) {
        var longest: [Int] = []
        var answers: [(entry: Ledger.Entry, log: [Int])] = []
        for entry in entries where entry.process == process {
            if case .saw(let snapshot) = entry.outcome { answers.append((entry, snapshot.log)) }
        }
        for answer in answers.sorted(by: { $0.log.count < $1.log.count }) {
            if !answer.log.starts(with: longest) { violations.append("\(process) showed \(longest), and then \(answer.log)") }
            longest = answer.log
        }
        for later in answers {
            for earlier in answers
            where earlier.entry.answered ?? .max < later.entry.asked && earlier.log.count > later.log.count {
                violations.append("\(process) showed \(earlier.log), and to who came later \(later.log)")
            }
        }
        guard stopped.contains(process), !(uploads + beside).contains(where: { $0.log.starts(with: longest) }) else { return }
        violations.append("\(process) stopped in order, and what it acknowledged is not in the bucket: \(longest)")
    }
}
