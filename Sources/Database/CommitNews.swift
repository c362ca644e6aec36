import Synchronization

/// What a process hears about the commits of its database. Nobody asks the database for it: it is told along with what happens anyway.
public enum CommitNotice: Sendable, Hashable {
    /// A transaction that had something to say about `topic` is durable: of this engine, or one that its server tells of.
    case here(topic: String)
    /// A transaction of this engine is durable, and the engine can't tell what triggers have added to it.
    case written
    /// A state was seen that somebody else has committed.
    case elsewhere
}

/// Where an engine tells its ``CommitNotice``s to whoever listens.
public final class CommitNews: Sendable {
    /// Ends what ``CommitNews/listen(_:)`` began.
    public struct Listening: Sendable, Hashable {
        fileprivate let number: Int
    }

    /// Seconds after which a listener should look for itself; `nil` where the engine notices all commits that matter.
    ///
    /// An engine on a bucket sees other instances' commits with its own reads: what waits for them costs no request.
    public var lookEvery: Double? { state.withLock { $0.lookEvery } }

    private struct State {
        var lookEvery: Double?
        var next = 0
        var listeners: [Int: @Sendable (CommitNotice) -> Void] = [:]
        var attend: (@Sendable (Bool) -> Void)?
    }
    private let state: Mutex<State>

    /// News that nobody listens to yet.
    public init(lookEvery: Double? = nil) { state = Mutex(State(lookEvery: lookEvery)) }

    /// For an engine whose server tells of commits: it hears of the first listener, and of the last one's leaving.
    package func whenAttended(_ attend: @escaping @Sendable (_ isAttended: Bool) -> Void) {
        state.withLock { $0.attend = attend }
    }

    /// For an engine whose server tells of commits, at times. Who listens should be told of something then, so that it looks here.
    package func setLookEvery(_ seconds: Double?) { state.withLock { $0.lookEvery = seconds } }

    /// Tells `listener` of each commit from now on.
    ///
    /// - Parameter listener: must be quick and must not block: it wakes somebody.
    public func listen(_ listener: @escaping @Sendable (CommitNotice) -> Void) -> Listening {
        let (number, attend) = state.withLock { state in
            state.next += 1
            state.listeners[state.next] = listener
            return (state.next, state.listeners.count == 1 ? state.attend : nil)
        }
        attend?(true)
        return Listening(number: number)
    }

    /// The listener hears nothing more.
    public func stop(_ listening: Listening) {
        let attend = state.withLock { state in
            let isLast = state.listeners.removeValue(forKey: listening.number) != nil && state.listeners.isEmpty
            return isLast ? state.attend : nil
        }
        attend?(false)
    }

    /// For engines, and for hooks (``Transaction/afterCommit(_:)``).
    public func tell(_ notice: CommitNotice) {
        for listener in state.withLock({ Array($0.listeners.values) }) { listener(notice) }
    }
}
