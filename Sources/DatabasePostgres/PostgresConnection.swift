import CPostgres
import Database

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A connection to a PostgreSQL server.
final class PostgresConnection: ServerConnection {
    let configuration: PostgresConfiguration
    /// `nil` after ``close()``.
    private(set) var handle: OpaquePointer?
    let statements = StatementCache<PostgresStatement>(capacity: 256)
    /// Statements on the server so far: each has its number as its name.
    var preparations = 0
    /// What made the server give up the transaction under way.
    var defeat: DatabaseError?
    /// How deep in savepoints the closure is.
    var depth = 0
    var hooks = CommitHooks()
    var news = CommitNews()
    var isWriting = false
    /// The `BEGIN` of the transaction under way, while it waits for the first statement.
    var beginning: String?
    var hasAnswered = false
    /// The number of the transaction under way, once it is known.
    var number: String?
    /// A COMMIT was sent whose answer was not taken yet.
    var isAnswerDue = false
    /// A table has changed since the server prepared a statement for it: all are prepared anew before the next transaction.
    var hasStaleStatements = false

    var dialect: Dialect { .postgres }

    var isBroken: Bool { handle.map { PQstatus($0) != CONNECTION_OK } ?? true }

    init(_ configuration: PostgresConfiguration) throws(DatabaseError) {
        self.configuration = configuration
        handle = Self.connect(configuration.keywords)
        guard let handle, PQstatus(handle) == CONNECTION_OK else {
            defer { close() }
            throw DatabaseError(failedConnection: handle)
        }
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
        do throws(DatabaseError) {
            try control(isPostgres ? settings + "; " + Self.numberPreparation : settings)
        } catch {
            close()
            throw error
        }
    }

    deinit { close() }

    func close() {
        statements.removeAll()
        PQfinish(handle)
        handle = nil
    }

    func ping() throws(DatabaseError) { try control("SELECT 1") }

    /// The handle, unless the transaction is lost: then no statement of the closure may run by itself.
    func usableHandle() throws(DatabaseError) -> OpaquePointer {
        guard let handle else { throw .connectionClosed }
        if let defeat { throw .transactionGivenUp(after: defeat) }
        return handle
    }

    private static func connect(_ keywords: [(name: String, value: String)]) -> OpaquePointer? {
        let names = keywords.map { strdup($0.name) } + [nil]
        let values = keywords.map { strdup($0.value) } + [nil]
        defer { for text in names + values { free(text) } }
        return names.map { UnsafePointer($0) }.withUnsafeBufferPointer { names in
            values.map { UnsafePointer($0) }.withUnsafeBufferPointer { values in
                PQconnectdbParams(names.baseAddress, values.baseAddress, 0)
            }
        }
    }

    /// The session: how values are written, and how long a statement may take.
    private var settings: String {
        let limit = Int(configuration.options.statementTimeLimit * 1000)
        return """
            SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'iso_8601'; SET bytea_output = 'hex';
            SET standard_conforming_strings = on; SET client_min_messages = warning; SET extra_float_digits = 1;
            SET statement_timeout = \(limit); SET idle_in_transaction_session_timeout = \(limit * 2)
            """
    }
}
