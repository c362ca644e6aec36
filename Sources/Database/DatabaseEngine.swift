/// One database, whatever is behind it: transactions by closure.
///
/// A closure may run more than once (after a conflict with another instance, on a new base), so it must have no effect but its
/// SQL and its result.
public protocol DatabaseEngine: DatabaseAccess {
    /// Whose SQL it speaks.
    var dialect: Dialect { get }

    /// What is heard of commits: this engine's own, and those of others as far as it sees them.
    var news: CommitNews { get }

    /// A stamp to take when a request arrives. A read since that stamp sees every commit that was acknowledged, by any instance,
    /// before the stamp was taken.
    func arrival() -> Arrival

    /// Runs `body` on one consistent state of the database that is at least as new as `arrival`. Writing in it fails.
    func read<Success: Sendable>(
        since arrival: Arrival, _ body: @escaping @Sendable (any Transaction) throws -> Success
    ) async throws -> Success

    /// Runs `body` as ``read(since:_:)`` does, but now and on the caller's thread, where that takes no longer than some memory does.
    ///
    /// - Returns: `nil` where it can't be done so: then ask ``read(since:_:)``.
    func readAtOnce<Success: Sendable>(since arrival: Arrival, _ body: (any Transaction) throws -> Success) throws -> Success?

    /// Whether the database can be reached now; throws what is wrong.
    func check() async throws

    /// Finishes what is under way and closes all connections.
    func close() async
}

extension DatabaseEngine {
    /// Runs `body` on a state that is at least as new as now.
    public func read<Success: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Success) async throws -> Success {
        try await read(since: arrival(), body)
    }

    /// With a local file without a hop to another thread.
    public func readBriefly<Success: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Success) async throws
        -> Success
    {
        let arrival = arrival()
        if let success = try readAtOnce(since: arrival, body) { return success }
        return try await read(since: arrival, body)
    }

    /// What is not in this machine's memory is waited for.
    public func readAtOnce<Success: Sendable>(since arrival: Arrival, _ body: (any Transaction) throws -> Success) throws
        -> Success?
    { nil }
}

/// When something asked, counted by an engine in its own questions to the store (not in seconds): a read since an arrival waits
/// for a question that was put after it.
public struct Arrival: Sendable, Hashable {
    /// How many questions the engine had put until then.
    public let questionsAsked: UInt64
    /// An arrival after so many questions.
    public init(questionsAsked: UInt64 = 0) { self.questionsAsked = questionsAsked }
}
