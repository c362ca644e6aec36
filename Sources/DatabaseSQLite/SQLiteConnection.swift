// DatabaseSQLite: the driver on an unmodified libsqlite3.
//
// 1. A connection is owned by one thread at a time; SQLite's own mutexes are off (SQLITE_OPEN_NOMUTEX).
// 2. A string holds one statement; every value is bound, none is written into SQL.
// 3. Errors carry the statement and never its parameters.

import CSQLite
import Database

/// A connection to one SQLite database.
///
/// It is not `Sendable`: whoever hands it to another thread proves that only one uses it at a time. It speaks through
/// ``Database/Transaction``; transactions are begun and ended by ``begin(_:)``, ``commit()`` and ``rollback()``, which the closures of an
/// engine never see.
public final class SQLiteConnection: Transaction {
    /// What a connection may do with its file.
    public enum OpenMode: Sendable, Hashable {
        /// Nothing is written, whatever a statement wants.
        case readOnly
        /// The file is created where it is missing.
        case readWrite
        /// As `readWrite`, and makes the file where there is none.
        case create
    }

    /// The path or URI as it was given: for messages.
    public let path: String
    /// The open handle; `nil` after ``close()``.
    package private(set) var handle: OpaquePointer?
    let statements: StatementCache<SQLiteStatement>
    /// Whether a transaction was begun here and not yet ended here. See ``usableHandle()``.
    var hasBegun = false
    var timeLimit: TimeLimit?
    private var lockWait: LockWait?
    package var hooks = CommitHooks()
    /// See ``watchTasks()``.
    var hasAddedTasks = false
    /// An engine's connections tell where the engine does.
    public package(set) var news = CommitNews()

    /// SQLite's.
    public var dialect: Dialect { .sqlite }

    /// Opens a database.
    ///
    /// Every connection is set as SQLite's page on defence asks (https://sqlite.org/security.html): `DEFENSIVE`, no trust in
    /// functions that the schema calls, no double-quoted strings, no extensions; foreign keys are enforced.
    ///
    /// SQLite opens the file itself at the first statement: a file that is not a database is noticed there.
    ///
    /// - Parameters:
    ///   - path: a file, `:memory:`, or (with `uri`) a `file:` URI (https://sqlite.org/uri.html).
    ///   - vfs: the name of a registered VFS; `nil` is the system's.
    ///   - busyTimeout: seconds to wait for another connection's lock before ``Database/DatabaseError/Kind/busy``.
    ///   - statementCacheSize: how many prepared statements are kept.
    ///   - onWait: is told, in words, what is waited for when that takes longer than a second.
    public init(
        path: String, mode: OpenMode = .create, vfs: String? = nil, uri: Bool = false, busyTimeout: Double = 5,
        statementCacheSize: Int = 128, onWait: (@Sendable (String) -> Void)? = nil
    ) throws(DatabaseError) {
        self.path = path
        statements = StatementCache(capacity: statementCacheSize)
        var flags = mode.flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        if uri { flags |= SQLITE_OPEN_URI }
        let code = sqlite3_open_v2(path, &handle, flags, vfs)
        guard code == SQLITE_OK, let handle else {
            defer { close() }
            throw DatabaseError(sqlite: code, handle: handle, doing: "open \(path)")
        }
        let lockWait = LockWait(path: path, limit: busyTimeout, tell: onWait)
        lockWait.install(on: handle)
        self.lockWait = lockWait
        for (verb, on) in Self.switches { csqlite_switch(handle, verb, on) }
        DecimalCollation.install(on: handle)
    }

    /// Whether foreign keys are enforced from here on. The pragma of that name does nothing inside a transaction; this does.
    func enforceForeignKeys(_ isOn: Bool) { csqlite_switch(handle, SQLITE_DBCONFIG_ENABLE_FKEY, isOn ? 1 : 0) }

    deinit { close() }

    /// Closes the connection; an open transaction is rolled back. Further use is refused.
    public func close() {
        statements.removeAll()
        sqlite3_close_v2(handle)
        handle = nil
        timeLimit = nil
        lockWait = nil
    }

    private static let switches: [(verb: Int32, on: Int32)] = [
        (SQLITE_DBCONFIG_DEFENSIVE, 1),
        (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
        (SQLITE_DBCONFIG_DQS_DML, 0),
        (SQLITE_DBCONFIG_DQS_DDL, 0),
        (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0),
        (SQLITE_DBCONFIG_ENABLE_FKEY, 1),
    ]
}

extension SQLiteConnection.OpenMode {
    fileprivate var flags: Int32 {
        switch self {
        case .readOnly: SQLITE_OPEN_READONLY
        case .readWrite: SQLITE_OPEN_READWRITE
        case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        }
    }
}
