/// Those who were answered together often come back together: each browser, each client of a load sends its next request when it
/// has the answer. So after an answer to several the next one to come waits a moment for the others, and they share one request to
/// the store instead of two. Who was answered alone, and who comes later, waits for nobody.
struct Wave: Sendable, Hashable {
    /// How many were answered together.
    private(set) var expected = 1
    /// When nobody waits for the rest any more.
    private(set) var end: ContinuousClock.Instant?

    /// - Parameter patience: how long the first to come waits at most.
    mutating func answered(_ count: Int, at now: ContinuousClock.Instant, patience: Duration) {
        expected = count
        end = now.advanced(by: patience)
    }

    /// Until when those `count` who are here wait for the others; `nil` where they do not.
    func waits(_ count: Int, at now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        guard count < expected, let end, now < end else { return nil }
        return end
    }
}
