// DatabasePostgres: the driver on libpq.
//
// 1. A connection is owned by one thread at a time. Statements are prepared once for each connection and text.
// 2. Values go as text of no declared type, so that PostgreSQL gives each the type of its place (a date as text fits a TIMESTAMPTZ,
//    0 and 1 fit a BOOLEAN); blobs go as bytes. None is ever written into SQL.
// 3. Sessions are in UTC and read back what a table of SQLite would give: 0 and 1, `2026-03-01 09:30:00.000000`, …
// 4. No statement waits without end: the server stops it, and where the server is mute the connection is given up.

public import Database
public import Logging

/// PostgreSQL 13 or newer.
///
///     let engine = try PostgresEngine(ServerURL("postgresql://app:secret@db.example/app?sslmode=verify-full"), logger: logger)
///
/// `write` is serializable, and runs its closure again when another transaction came first. After a statement that failed PostgreSQL
/// refuses all others of its transaction: what may fail and go on stands in `savepoint { … }`.
public final class PostgresEngine: DatabaseEngine, ReadCommittedWriting {
    private let core: ServerEngine<PostgresConnection>
    private let listener: PostgresListener

    public var news: CommitNews { core.news }

    /// PostgreSQL's.
    public var dialect: Dialect { .postgres }

    /// Connects at the first transaction, not here.
    ///
    /// - Parameters:
    ///   - url: `postgresql://…`, with libpq's options and those of ``Database/ServerOptions``.
    ///   - replica: reads go there, but for those that would miss what this engine has written.
    /// - Throws: what is wrong with a URL.
    public init(_ url: ServerURL, replica: ServerURL? = nil, logger: Logger) throws(DatabaseError) {
        let configuration = try PostgresConfiguration(url)
        var other: PostgresConfiguration?
        if let replica { other = try PostgresConfiguration(replica) }
        core = ServerEngine(configuration, replica: other, options: configuration.options, label: "postgres", logger: logger)
        listener = PostgresListener(configuration, news: core.news, logger: logger)
        // Weak: the listener holds the news.
        core.news.whenAttended { [weak listener] in listener?.attend($0) }
    }

    /// The server itself is asked by each transaction.
    public func arrival() -> Arrival { Arrival() }

    public func read<Success: Sendable>(
        since arrival: Arrival, _ body: @escaping @Sendable (any Transaction) throws -> Success
    ) async throws -> Success {
        try await core.read(body)
    }

    @discardableResult
    public func write<Success: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Success
    ) async throws -> Success {
        try await core.write(.readWrite, body)
    }

    package func write<Success: Sendable>(
        _ access: TransactionAccess, _ body: @escaping @Sendable (any Transaction) throws -> Success
    ) async throws -> Success {
        try await core.write(access, body)
    }

    public func check() async throws { try await core.check() }

    public func close() async {
        listener.attend(false)
        await core.close()
    }
}
