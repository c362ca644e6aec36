#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How a kind of task is treated.
public struct TaskOptions: Sendable, Hashable {
    /// How often a task is begun before it is dead.
    public var attempts = 10
    /// Seconds before the second attempt; each further wait is twice as long, with up to as much again by chance.
    public var backOff = 5.0
    /// Seconds that a wait is at most, but for chance.
    public var longestBackOff = 3600.0

    /// The defaults, but for what is given.
    public init(attempts: Int = 10, backOff: Double = 5, longestBackOff: Double = 3600) {
        self.attempts = attempts
        self.backOff = backOff
        self.longestBackOff = longestBackOff
    }

    /// Seconds to wait after attempt `attempt` (1, 2, …) has failed.
    /// - Parameter chance: from 0 to 1.
    func wait(after attempt: Int, chance: Double) -> Double {
        var wait = backOff
        for _ in 1..<max(attempt, 1) where wait < longestBackOff { wait *= 2 }
        return min(wait, longestBackOff) * (1 + chance)
    }
}

/// Which handler does which kind of task. A value, put together before the site runs.
public struct TaskRegistry: Sendable {
    struct Entry: Sendable {
        let options: TaskOptions
        let run: @Sendable (_ payload: String, RunningTask) async throws -> Void
    }

    private(set) var entries: [String: Entry] = [:]

    var schedules: [Schedule] = []
    var listeners: [EventListener] = []

    /// Nothing is to be done.
    public init() {}

    /// Whether there is neither a task nor a schedule.
    public var isEmpty: Bool { entries.isEmpty }

    /// Whether anybody listens to changes of rows; see ``RowEvent``.
    public var hasListeners: Bool { !listeners.isEmpty }

    /// The kinds, in the order of their names.
    public var kinds: [String] { entries.keys.sorted() }

    /// Names the handler of a kind. It may run more than once for one task, see ``RunningTask/id``.
    ///
    /// Two handlers for one kind are a mistake of the program.
    public mutating func register<Payload>(
        _ kind: TaskKind<Payload>, options: TaskOptions = TaskOptions(),
        _ handler: @escaping @Sendable (Payload, RunningTask) async throws -> Void
    ) {
        precondition(entries[kind.name] == nil, "the task \(kind.name) has two handlers")
        entries[kind.name] = Entry(options: options) { payload, task in
            try await handler(try Self.decode(payload, kind), task)
        }
    }

    /// What can't be read today can't be read tomorrow.
    private static func decode<Payload>(_ text: String, _ kind: TaskKind<Payload>) throws(TaskFailure) -> Payload {
        do {
            return try JSONDecoder().decode(Payload.self, from: Data(text.utf8))
        } catch {
            throw .giveUp("the payload is no \(Payload.self): \(error)")
        }
    }
}
