/// Where a task stands.
public enum TaskState: String, Sendable, Hashable, CaseIterable, ValueConvertible {
    /// Waits for its time, or for its next attempt.
    case pending
    /// A runner works on it, until its lease ends.
    case leased
    /// It was done, and is kept for a while to be looked at.
    case done
    /// Has failed for good, and waits for a person: see ``TaskQueue/retry(_:)``.
    case dead
}

/// A task as it stands in the table.
public struct StoredTask: Sendable, Hashable, Decodable {
    /// Of the task.
    public let id: TaskID
    /// The name of its kind.
    public let kind: String
    /// The raw value of a ``TaskState``.
    public let state: String
    /// Higher ones are done first.
    public let priority: Int
    /// How often it was begun.
    public let attempts: Int
    /// Milliseconds since 1970: when it may be taken next; `nil` when it is finished.
    public let dueAt: Int64?
    /// In milliseconds since 1970.
    public let createdAt: Int64
    /// In milliseconds since 1970; `nil` while it is not done.
    public let finishedAt: Int64?
    /// What the last attempt failed with.
    public let lastError: String?

    static let columns = "id, kind, state, priority, attempts, due_at, created_at, finished_at, last_error"
}
