import Blocking
import DatabaseSQLite

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What an engine takes from the world besides its store: time, chance, and threads. A simulation hands in its own.
struct BucketRuntime: Sendable {
    /// A clock that never goes back.
    var now: @Sendable () -> ContinuousClock.Instant = { .now }
    /// Milliseconds since 1970: for what people read, never for what is right.
    var wallClock: @Sendable () -> Int64 = {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    var random: @Sendable () -> UInt64 = { .random(in: .min ... .max) }
    /// Seconds that a read on the caller's thread may take. SQLite looks at the real clock.
    var briefTime = SQLiteConnection.briefTime
    /// Where the engine's own tasks run; `nil` is Swift's shared pool.
    var executor: (any TaskExecutor)?
    /// Runs work that blocks on the writer's one thread.
    var writing: Threads = .queue(BlockingQueue(label: "bucket.writer", width: 1))
    /// Runs work that blocks on one of the readers' threads.
    var reading: Threads = .queue(BlockingQueue(label: "bucket.readers", width: 4))
    /// Runs the tidying, which may take a while and waits for nobody.
    var tidying: Threads = .queue(BlockingQueue(label: "bucket.keeper", width: 1))

    /// How pages that are not here are fetched.
    var fetch = RangeFetch.blocking

    enum Threads: Sendable {
        case queue(BlockingQueue)
        /// At once, on the caller's thread: no threads in a simulation.
        case inline

        func run<Success: Sendable>(_ work: @escaping @Sendable () throws -> Success) async throws -> Success {
            switch self {
            case .queue(let queue): return try await queue.run(work)
            case .inline:
                // Where a queue would change threads, others may run: a simulation must see that.
                await Task.yield()
                let result = Result { try work() }
                await Task.yield()
                return try result.get()
            }
        }

        var width: Int {
            switch self {
            case .queue(let queue): queue.width
            case .inline: 1
            }
        }
    }

    /// Starts a task on the engine's executor.
    func task<Success: Sendable>(_ operation: @escaping @Sendable () async -> Success) -> Task<Success, Never> {
        Task(executorPreference: executor, operation: operation)
    }

    /// Waits before attempt `attempt` (1, 2, …): up to 20 ms × 2^attempt, at most a second, evenly jittered so that instances
    /// which collided once do not collide again.
    func backOff(_ attempt: Int, atLeast: Duration = .zero) async throws {
        let ceiling = min(1000, 20 << min(attempt, 6))
        try await sleep(max(atLeast, .milliseconds(Int64(random() % UInt64(ceiling + 1)))))
    }
}
