import Synchronization

/// Wakes one waiting task for one or several reasons. What rings while nobody waits is kept.
final class Doorbell: Sendable {
    struct Reasons: OptionSet, Sendable {
        let rawValue: Int
        /// A transaction of this process has added tasks.
        static let added = Reasons(rawValue: 1)
        /// Another instance has committed something.
        static let elsewhere = Reasons(rawValue: 2)
        /// The time that was asked for has come.
        static let time = Reasons(rawValue: 4)
        /// A task has ended.
        static let ended = Reasons(rawValue: 8)
        static let stop = Reasons(rawValue: 16)
    }

    private let state = Mutex<(reasons: Reasons, waiter: UnsafeContinuation<Void, Never>?)>(([], nil))

    func ring(_ reason: Reasons) {
        let waiter = state.withLock { state in
            state.reasons.insert(reason)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Returns when there is a reason, and takes all that there are. One at a time may wait.
    ///
    /// Why the continuation is resumed exactly once: it is resumed here, or kept; whoever takes it out, under the lock, resumes it.
    func wait() async -> Reasons {
        await withUnsafeContinuation { continuation in
            let isThere = state.withLock { state in
                if state.reasons.isEmpty { state.waiter = continuation }
                return !state.reasons.isEmpty
            }
            if isThere { continuation.resume() }
        }
        return take()
    }

    /// The reasons that there are now, without waiting for one.
    func take() -> Reasons {
        state.withLock { state in
            defer { state.reasons = [] }
            return state.reasons
        }
    }
}
