/// Where a task stands.
public enum TaskState: String, Sendable, Hashable, CaseIterable, ValueConvertible {
    /// Waits for its time, or for its next attempt.
    case pending
    /// A runner works on it, until its lease ends.
    case leased
    case done
    /// Has failed for good, and waits for a person: see ``TaskQueue/retry(_:)``.
    case dead
}

/// A task as it stands in the table.
public struct StoredTask: Sendable, Hashable, Decodable {
    public let id: TaskID
    public let kind: String
    public let state: String
    public let priority: Int
    /// How often it was begun.
    public let attempts: Int
    /// Milliseconds since 1970: when it may be taken next; `nil` when it is finished.
    public let dueAt: Int64?
    public let createdAt: Int64
    public let finishedAt: Int64?
    public let lastError: String?

    static let columns = "id, kind, state, priority, attempts, due_at, created_at, finished_at, last_error"
}
