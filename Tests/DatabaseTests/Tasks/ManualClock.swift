import Synchronization

@testable import Database

/// A clock that stands still until a test moves it.
final class ManualClock: Sendable {
    private struct State {
        var now = 1_800_000_000_000.0
        var next = 0
        var sleepers: [Int: (wake: Double, continuation: CheckedContinuation<Void, any Error>)] = [:]
    }
    private let state = Mutex(State())

    var now: Double { state.withLock { $0.now } }

    var taskClock: TaskClock {
        TaskClock(now: { self.now }, sleep: { try await self.sleep($0) }, chance: { 0 })
    }

    func advance(seconds: Double) {
        let woken = state.withLock { state in
            state.now += seconds * 1000
            let woken = state.sleepers.filter { $0.value.wake <= state.now }
            for number in woken.keys { state.sleepers[number] = nil }
            return woken
        }
        for sleeper in woken.values { sleeper.continuation.resume() }
    }

    private func sleep(_ duration: Duration) async throws {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver = state.withLock { state in
                    if Task.isCancelled { return true }
                    state.sleepers[number] = (state.now + seconds * 1000, continuation)
                    return false
                }
                if isOver { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: number) }?.continuation.resume(throwing: CancellationError())
        }
    }
}
