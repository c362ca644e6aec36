import CoreMetrics

/// How long reads and writes of requests take, the waiting for their turn and for the store included.
enum DatabaseMetrics {
    private static let read = timer("read")
    private static let write = timer("write")

    private static func timer(_ kind: String) -> Timer {
        Timer(label: "satchel_database_seconds", dimensions: [("kind", kind)])
    }

    static func noteRead(since start: ContinuousClock.Instant) { note(start, read) }
    static func noteWrite(since start: ContinuousClock.Instant) { note(start, write) }

    private static func note(_ start: ContinuousClock.Instant, _ timer: Timer) {
        timer.recordNanoseconds(Int64((ContinuousClock.now - start) / .nanoseconds(1)))
    }
}
