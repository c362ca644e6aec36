import Synchronization

/// Rings when a mail was put into the outbox, and wakes the postman.
///
/// A ring that comes while nobody waits is kept. Each waiter's continuation is taken out under the lock by exactly one of: a
/// ring, the end of its time, its cancellation.
final class MailBell: Sendable {
    private struct State {
        var hasRung = false
        var waiter: CheckedContinuation<Void, Never>?
    }
    private let state = Mutex(State())

    func ring() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            defer { state.waiter = nil }
            if state.waiter == nil { state.hasRung = true }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Whether it has rung since somebody waited or asked.
    func take() -> Bool {
        state.withLock { state in
            defer { state.hasRung = false }
            return state.hasRung
        }
    }

    /// Returns at the next ring, after so many seconds, or when the task is cancelled. Only one task waits.
    func wait(until seconds: Double?) async {
        let clock = seconds.map { seconds in
            Task { [self] in
                try await Task.sleep(for: .seconds(seconds))
                ring()
            }
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.hasRung || Task.isCancelled {
                        state.hasRung = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            ring()
        }
        clock?.cancel()
    }
}
