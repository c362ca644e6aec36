import Synchronization

/// What a process hears about the commits of its database. Nobody asks the database for it: it is told along with what happens anyway.
public enum CommitNotice: Sendable, Hashable {
    /// A transaction of this engine that had something to say about `topic` is durable.
    case here(topic: String)
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
    public let lookEvery: Double?
    private let listeners = Mutex<(next: Int, all: [Int: @Sendable (CommitNotice) -> Void])>((0, [:]))

    public init(lookEvery: Double? = nil) { self.lookEvery = lookEvery }

    /// - Parameter listener: must be quick and must not block: it wakes somebody.
    public func listen(_ listener: @escaping @Sendable (CommitNotice) -> Void) -> Listening {
        listeners.withLock { listeners in
            listeners.next += 1
            listeners.all[listeners.next] = listener
            return Listening(number: listeners.next)
        }
    }

    public func stop(_ listening: Listening) {
        _ = listeners.withLock { $0.all.removeValue(forKey: listening.number) }
    }

    /// For engines, and for hooks (``Transaction/afterCommit(_:)``).
    public func tell(_ notice: CommitNotice) {
        for listener in listeners.withLock({ Array($0.all.values) }) { listener(notice) }
    }
}
