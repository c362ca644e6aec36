// DatabaseMySQL: the driver on MariaDB Connector/C, for MariaDB and MySQL.
//
// 1. A connection is owned by one thread at a time. Statements are prepared once for each connection and text; every value is bound.
// 2. Sessions are strict, in UTC and in utf8mb4; `"name"` quotes a name and `||` joins texts, as in SQLite and PostgreSQL.
// 3. A statement that changes the schema commits what was before it: MySQL knows no other way.
// 4. No statement waits without end: the server stops it, and a mute one is given up.

public import Database
public import Logging

/// MariaDB 10.5 or newer, MySQL 8 or newer.
///
///     let engine = try MySQLEngine(ServerURL("mysql://app:secret@db.example/app?ssl_ca=/etc/ssl/ca.pem"), logger: logger)
///
/// `write` is serializable, and runs its closure again after a deadlock. The reads of `write` lock what they read.
public final class MySQLEngine: DatabaseEngine, ReadCommittedWriting {
    private let core: ServerEngine<MySQLConnection>

    public var news: CommitNews { core.news }

    /// MySQL's, which is MariaDB's too.
    public var dialect: Dialect { .mysql }

    /// Connects at the first transaction, not here.
    ///
    /// - Parameters:
    ///   - url: `mysql://…`, with the options of ``Database/ServerOptions`` and `unix_socket`, `charset`, `ssl_mode`, `ssl_ca`, `ssl_cert`, `ssl_key`.
    ///   - replica: reads go there, but for those that would miss what this engine has written.
    /// - Throws: what is wrong with a URL.
    public init(_ url: ServerURL, replica: ServerURL? = nil, logger: Logger) throws(DatabaseError) {
        let configuration = try MySQLConfiguration(url)
        var other: MySQLConfiguration?
        if let replica { other = try MySQLConfiguration(replica) }
        core = ServerEngine(
            configuration, replica: other, options: configuration.options, label: "mysql", tellsOfWrites: true, logger: logger)
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

    public func close() async { await core.close() }
}
