import Database
import Logging

/// A plain SQLite file: one connection that writes, a pool that reads, the write-ahead log between them, so that reads never wait
/// for a write (https://sqlite.org/wal.html).
///
///     let engine = try SQLiteEngine(path: "quickstart_app.sqlite")
///     let names = try await engine.read { try $0.query("SELECT username FROM users") }
///
/// Writes that wait are committed together, each as a savepoint: one fsync for all of them.
public final class SQLiteEngine: DatabaseEngine {
    /// How the engine is set; every default is here.
    public struct Options: Sendable, Hashable {
        /// Connections that read, and so reads that run at once.
        public var readers = 4
        /// Connections for brief reads on the caller's thread (``SQLiteEngine/readAtOnce(since:_:)``): one for each event loop.
        public var briefReaders = 4
        /// Transactions that may wait, of each kind; one more is refused as unavailable.
        public var waitingLimit = 1024
        /// Writes in one commit at most.
        public var batchLimit = 64
        /// Seconds to wait for the lock of another *process*.
        public var busyTimeout = 5.0
        /// Seconds after which a read's statement is stopped: nobody waits for its answer any more.
        public var readTimeLimit = 30.0
        /// Whether a commit is on the disk before it is answered (`synchronous=FULL`). With the log's usual `NORMAL` a power cut takes
        /// back commits that were answered already; that would break the promise "durable before answered".
        public var isDurable = true

        /// As a site opens its file where nobody says otherwise.
        public init() {}
    }

    /// Of the file.
    public let path: String
    private let file: OpenedFile
    private let writer: Writer
    private let readers: ReaderPool
    private let briefReader: BriefReader
    private let directory: TemporaryDirectory?

    public let news: CommitNews

    /// SQLite's.
    public var dialect: Dialect { .sqlite }

    /// Opens the file, and makes it where there is none.
    ///
    /// - Parameter logger: is told where another program's lock is waited for longer than a second.
    /// - Throws: what is wrong with the path or the file, and what to do.
    public convenience init(path: String, options: Options = Options(), logger: Logger? = nil) throws(DatabaseError) {
        try self.init(path: path, options: options, directory: nil, logger: logger)
    }

    /// A database of its own that goes away with the engine: for tests.
    ///
    /// It is a file in memory (`/dev/shm`, where there is one, or the directory for temporary files) and not `:memory:`: so
    /// reader and writer are as apart as on a real file.
    public static func inMemory(options: Options = Options()) throws(DatabaseError) -> SQLiteEngine {
        var options = options
        options.isDurable = false
        let directory = try TemporaryDirectory()
        return try SQLiteEngine(path: directory.path + "/database.sqlite", options: options, directory: directory)
    }

    private init(
        path: String, options: Options, directory: TemporaryDirectory?, logger: Logger? = nil
    ) throws(DatabaseError) {
        self.path = path
        self.directory = directory
        let file = DatabaseFile(path: path)
        try file.check()
        file.create()
        let onWait = logger.map { logger in { @Sendable (words: String) in logger.notice("\(words)") } }
        let connection = try SQLiteConnection.writer(of: path, options, onWait)
        news = CommitNews(lookEvery: 10)
        connection.news = news
        connection.watchTasks()
        self.file = OpenedFile(file)
        writer = Writer(connection, to: self.file, limits: options)
        var connections: [SQLiteConnection] = []
        for _ in 0..<max(options.readers, 1) { connections.append(try .reader(of: path, options)) }
        readers = ReaderPool(connections, options)
        var impatient = options
        impatient.busyTimeout = 0
        connections = []
        for _ in 0..<options.briefReaders { connections.append(try .reader(of: path, impatient)) }
        briefReader = BriefReader(connections)
    }

    /// A local file needs no questions: every read sees what was committed before it.
    public func arrival() -> Arrival { Arrival() }

    public func read<Success: Sendable>(
        since arrival: Arrival, _ body: @escaping @Sendable (any Transaction) throws -> Success
    ) async throws -> Success {
        try await readers.run(body)
    }

    /// From the pages that SQLite and the kernel keep; a read of more than a millisecond, or one that meets a lock, is left to
    /// ``read(since:_:)``.
    public func readAtOnce<Success: Sendable>(since arrival: Arrival, _ body: (any Transaction) throws -> Success) throws
        -> Success?
    {
        try briefReader.run(body)
    }

    @discardableResult
    public func write<Success: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Success
    ) async throws -> Success {
        try await writer.run(body)
    }

    public func check() async throws {
        try file.check()
        try await readers.run { _ = try $0.query("SELECT count(*) FROM sqlite_schema") }
    }

    /// Answers what waits, then closes; the log is moved into the file. Later use is refused.
    public func close() async {
        // The queues refuse nothing that close sends but for want of room; then deinit closes the connections.
        briefReader.close()
        try? await readers.close()
        try? await writer.close()
    }
}

extension SQLiteConnection {
    fileprivate static func writer(
        of path: String, _ options: SQLiteEngine.Options, _ onWait: (@Sendable (String) -> Void)?
    ) throws(DatabaseError) -> SQLiteConnection {
        let connection = try SQLiteConnection(path: path, mode: .create, busyTimeout: options.busyTimeout, onWait: onWait)
        try connection.query("PRAGMA journal_mode = WAL")
        try connection.query("PRAGMA synchronous = \(options.isDurable ? "FULL" : "OFF")")
        try connection.query("PRAGMA cell_size_check = ON")
        return connection
    }

    fileprivate static func reader(of path: String, _ options: SQLiteEngine.Options) throws(DatabaseError) -> SQLiteConnection {
        let connection = try SQLiteConnection(path: path, mode: .readWrite, busyTimeout: options.busyTimeout)
        try connection.query("PRAGMA query_only = ON")
        try connection.query("PRAGMA cell_size_check = ON")
        return connection
    }
}
