/// A database as one request sees it: all its reads stand at or after the request's arrival, and share one question to the store.
public struct RequestDatabase: DatabaseAccess {
    /// Where the transactions run.
    public let engine: any DatabaseEngine
    /// When the request came: what it reads is at least as new.
    public let arrival: Arrival
    /// Counts what is asked, where somebody wants to see it.
    public let times: DatabaseTimes?

    /// The database of a request that comes now, its time counted in `times`.
    public init(_ engine: any DatabaseEngine, counting times: DatabaseTimes? = nil) {
        self.engine = engine
        self.times = times
        arrival = engine.arrival()
    }

    public func read<Success: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Success) async throws -> Success {
        let start = ContinuousClock.now
        defer { noteRead(since: start) }
        return try await engine.read(since: arrival, body)
    }

    /// ``read(_:)`` for a few rows found by their keys: with a local file without a hop to another thread.
    public func readBriefly<Success: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Success) async throws
        -> Success
    {
        let start = ContinuousClock.now
        if let success = try engine.readAtOnce(since: arrival, body) {
            noteRead(since: start)
            return success
        }
        return try await read(body)
    }

    @discardableResult
    public func write<Success: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Success) async throws -> Success
    {
        let start = ContinuousClock.now
        defer {
            DatabaseMetrics.noteWrite(since: start)
            times?.noteWrite(since: start)
        }
        return try await engine.write(body)
    }

    private func noteRead(since start: ContinuousClock.Instant) {
        DatabaseMetrics.noteRead(since: start)
        times?.noteRead(since: start)
    }
}
