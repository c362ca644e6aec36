/// When a harmless call is repeated: a few times, after a random part of a pause that doubles ("full jitter").
struct RetryPolicy: Sendable {
    private var left: Int
    private var pause: Double

    init(attempts: Int, firstDelay: Double) {
        left = attempts - 1
        pause = firstDelay
    }

    /// Seconds to wait before the next try; `nil` where there is none.
    mutating func next(after error: StoreError) -> Double? {
        guard left > 0 else { return nil }
        left -= 1
        defer { pause = min(pause * 2, 2) }
        switch error.kind {
        case .throttled(let seconds?): return min(seconds, 5) + Double.random(in: 0...pause)
        case .throttled, .unreachable, .unknownOutcome, .corrupt: return Double.random(in: 0...pause)
        default: return nil
        }
    }

    /// Waits; `false` where the deadline would pass, or the task is cancelled.
    func wait(_ seconds: Double, until deadline: ContinuousClock.Instant?) async -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        if let deadline, end >= deadline { return false }
        return (try? await Task.sleep(until: end, clock: .continuous)) != nil
    }
}
