import CMySQL
import Database

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A connection to a MariaDB or MySQL server.
final class MySQLConnection: ServerConnection {
    let configuration: MySQLConfiguration
    /// `nil` after ``close()``.
    private(set) var handle: UnsafeMutablePointer<MYSQL>?
    let statements = StatementCache<MySQLStatement>(capacity: 256)
    /// What made the server undo the transaction under way: a deadlock, a lost connection.
    var defeat: DatabaseError?
    /// How deep in savepoints the closure is.
    var depth = 0
    var hooks = CommitHooks()
    var news = CommitNews()
    /// What the session was told last; `nil` is not known.
    var kind: TransactionKind?
    var hasAnswered = false
    /// A COMMIT was sent whose answer was not read yet.
    var isAnswerDue = false
    /// The connection failed; nothing more is sent on it.
    var isLost = false

    var dialect: Dialect { .mysql }

    var isBroken: Bool { isLost || handle == nil }

    /// Of several hosts the first that answers.
    init(_ configuration: MySQLConfiguration) throws(DatabaseError) {
        self.configuration = configuration
        _ = Self.library
        let hosts = configuration.hosts.isEmpty ? [ServerURL.Host(name: "localhost")] : configuration.hosts
        for (index, host) in hosts.enumerated() {
            do throws(DatabaseError) {
                try connect(to: host)
                return
            } catch {
                close()
                if index == hosts.count - 1 { throw error }
            }
        }
    }

    deinit { close() }

    func close() {
        statements.removeAll()
        if let handle { mysql_close(handle) }
        handle = nil
    }

    func ping() throws(DatabaseError) {
        guard mysql_ping(try usableHandle()) != 0 else { return }
        isLost = true
        throw DatabaseError(mysql: mysql_errno(handle), message: mysql_error(handle))
    }

    /// The handle, when the server waits for a statement of the transaction under way.
    func usableHandle() throws(DatabaseError) -> UnsafeMutablePointer<MYSQL> {
        guard let handle, !isLost else { throw closed }
        if let defeat { throw defeat }
        try takeDueAnswer()
        return handle
    }

    var closed: DatabaseError { DatabaseError(.unavailable(retryAfter: 1), "the connection to the database server is closed") }

    /// Once for the process, before any thread uses the library.
    private static let library = mysql_server_init(0, nil, nil)

    private func connect(to host: ServerURL.Host) throws(DatabaseError) {
        guard let handle = mysql_init(nil) else { throw DatabaseError(.unavailable(retryAfter: 1), "out of memory") }
        self.handle = handle
        let limits = configuration.options
        set(MYSQL_OPT_CONNECT_TIMEOUT, UInt32(limits.connectTimeout.rounded(.up)))
        // Beyond the server's own limit, so that it is the server that stops a statement, if it can.
        set(MYSQL_OPT_READ_TIMEOUT, UInt32(limits.statementTimeLimit.rounded(.up)) + 5)
        set(MYSQL_OPT_WRITE_TIMEOUT, UInt32(limits.statementTimeLimit.rounded(.up)) + 5)
        mysql_options(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4")
        try setTLS(handle)
        let connected = mysql_real_connect(
            handle, host.name, configuration.user, configuration.password, configuration.database, UInt32(host.port ?? 3306),
            configuration.socket, UInt(CLIENT_FOUND_ROWS))
        guard connected != nil else { throw DatabaseError(failedConnection: handle) }
        for statement in settings { try control(statement) }
    }

    private func set(_ option: mysql_option, _ number: UInt32) {
        withUnsafePointer(to: number) { _ = mysql_options(handle, option, $0) }
    }

    /// - Throws: where a file can't be read, which the library tells without its name.
    private func setTLS(_ handle: UnsafeMutablePointer<MYSQL>) throws(DatabaseError) {
        for (name, path) in [
            ("ssl_ca", configuration.authority), ("ssl_cert", configuration.certificate), ("ssl_key", configuration.key),
        ] {
            guard let path, access(path, R_OK) != 0 else { continue }
            throw DatabaseError(
                .unavailable(retryAfter: 1),
                "the file of the database URL's \(name), \(path): \(String(cString: strerror(errno)))")
        }
        mysql_ssl_set(handle, configuration.key, configuration.certificate, configuration.authority, nil, nil)
        guard let mode = configuration.tls else { return }
        let (enforce, verify): (my_bool, my_bool) =
            switch mode {
            case .disabled: (0, 0)
            case .required: (1, 0)
            case .verifyIdentity: (1, 1)
            }
        withUnsafePointer(to: enforce) { _ = mysql_options(handle, MYSQL_OPT_SSL_ENFORCE, $0) }
        withUnsafePointer(to: verify) { _ = mysql_options(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, $0) }
    }

    /// MariaDB limits all statements, in seconds; MySQL only reads, in milliseconds.
    private var settings: [String] {
        let limit = configuration.options.statementTimeLimit
        return [
            """
            SET SESSION sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,\
            ERROR_FOR_DIVISION_BY_ZERO,ONLY_FULL_GROUP_BY,NO_ENGINE_SUBSTITUTION'
            """,
            // A statement that changes the schema commits; what comes after it must not be committed one by one.
            "SET SESSION autocommit = 0",
            "SET SESSION time_zone = '+00:00', innodb_lock_wait_timeout = \(max(1, Int(limit)))",
            isMariaDB ? "SET SESSION max_statement_time = \(limit)" : "SET SESSION max_execution_time = \(Int(limit * 1000))",
        ]
    }

    var isMariaDB: Bool { handle.flatMap { mysql_get_server_info($0) }.map { String(cString: $0).contains("MariaDB") } ?? false }
}
