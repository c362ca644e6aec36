import Glibc

/// Work that has until a deadline: it is told by cancellation when that has come, and its end can still be waited for.
struct TimedWork<Value: Sendable>: Sendable {
    /// What the work gave; `nil` where it was late.
    let value: Value?
    /// Ends with the work.
    let end: Task<Void, Never>

    /// Starts `work` and returns when it is done or `deadline` has come, whichever is first.
    /// - Parameter deadline: seconds since 1970.
    init(until deadline: Double, _ work: @escaping @Sendable () async -> Value) async {
        // The first of two is kept, whatever comes second.
        let (results, sink) = AsyncStream<Value?>.makeStream(bufferingPolicy: .bufferingOldest(1))
        end = Task { sink.yield(await work()) }
        let alarm = Task {
            try await Task.sleep(for: .seconds(max(0, deadline - WallClock.now())))
            sink.yield(nil)
        }
        var iterator = results.makeAsyncIterator()
        value = await iterator.next() ?? nil
        alarm.cancel()
        if value == nil { end.cancel() }
    }

    /// Whether the work has ended, now or by `deadline`.
    func hasEnded(by deadline: Double) async -> Bool {
        if value != nil { return true }
        let end = end
        return await TimedWork<Bool>(until: deadline) {
            await end.value
            return true
        }.value ?? false
    }
}

/// The clock that Lambda's deadlines are told by.
enum WallClock {
    /// Seconds since 1970.
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
