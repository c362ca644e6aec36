/// What a handler throws to say more than that it has failed. Whatever else it throws is tried again after a while.
public enum TaskFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// Trying again would not help: the task is dead at once.
    case giveUp(String)
    /// Try again, but not before so many seconds.
    case retry(after: Double, String)

    public var description: String {
        switch self {
        case .giveUp(let reason), .retry(_, let reason): reason
        }
    }
}
