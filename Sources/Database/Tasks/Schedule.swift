import Logging

/// Something that a site does at set times, once for all its instances.
///
/// A run is a task whose unique key is its time, so that of several instances that plan it one row comes, and one runner takes it. The
/// first thing that a run does is to plan the next. A site that was down finds the run that it missed, and does it once.
struct Schedule: Sendable {
    /// A planned run.
    struct Run: Codable, Sendable {
        /// By which line it was planned, in which zone: a run of a line that was changed since is not done.
        let line: String
        /// Seconds since 1970.
        let time: Int64
    }

    let kind: TaskKind<Run>
    let line: CrontabLine
    let zone: Zone

    init(_ name: String, _ line: CrontabLine, in zone: Zone = .utc) {
        kind = TaskKind("schedule \(name)")
        self.line = line
        self.zone = zone
    }

    private var text: String { zone == .utc ? line.description : "\(line) \(zone)" }

    private func next(after seconds: Int64) -> Int64? {
        zone == .utc ? line.next(after: seconds) : line.next(after: seconds, in: zone)
    }

    /// Plans the next run, where it is not planned yet.
    func plan(in transaction: any Transaction, now: Double? = nil) throws {
        let queue = TaskQueue(transaction, now: now)
        let seconds = queue.milliseconds / 1000
        guard let time = next(after: seconds) else { return }
        _ = try queue.add(
            kind, Run(line: text, time: time), delay: Double(time) - queue.now / 1000, priority: 0,
            uniqueKey: "\(text) \(time)")
    }

    /// Plans the next run, then does this one.
    func run(_ run: Run, _ task: RunningTask, _ body: @Sendable (RunningTask) async throws -> Void) async throws {
        guard run.line == text else { return }
        let now = task.now()
        try await task.database.write { try plan(in: $0, now: now) }
        var missed = 0
        var time = run.time
        while missed < 1000, let next = next(after: time), next <= Int64(now / 1000) {
            missed += 1
            time = next
        }
        if missed > 0, task.attempt == 1 {
            task.logger.warning(
                "runs of a schedule were missed: they are made up for by this one", metadata: ["missed": "\(missed)"])
        }
        try await body(task)
    }
}

extension TaskRegistry {
    /// Names what is done at set times, by the clock on a zone's walls; see ``CrontabLine``.
    public mutating func schedule(
        _ name: String, _ line: CrontabLine, in zone: Zone = .utc, options: TaskOptions = TaskOptions(attempts: 3),
        _ body: @escaping @Sendable (RunningTask) async throws -> Void
    ) {
        let schedule = Schedule(name, line, in: zone)
        schedules.append(schedule)
        register(schedule.kind, options: options) { try await schedule.run($0, $1, body) }
    }

    /// Plans the next run of every schedule, where it is not planned yet. Where all are it only reads.
    func planSchedules(on engine: any DatabaseEngine, now: Double) async throws {
        guard !schedules.isEmpty else { return }
        let schedules = schedules
        try await engine.write { transaction in
            for schedule in schedules { try schedule.plan(in: transaction, now: now) }
        }
    }
}
