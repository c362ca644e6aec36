import CSQLite
import Database
import DatabaseSQLite

/// A connection of the unmodified libsqlite3 to a ``PagedFile``. Used by one thread at a time.
///
/// Why `@unchecked Sendable`: see ``PagedFile``; the two live and are lent together.
final class PagedConnection: @unchecked Sendable {
    enum Mode { case reading, writing }

    let file: PagedFile
    /// The history of the versions that this connection's page cache has seen. See ``Base/history``.
    let history: UInt64
    private let sqlite: SQLiteConnection

    init(
        _ version: PageVersion, history: UInt64, mode: Mode, news: CommitNews = CommitNews()
    ) throws(DatabaseError) {
        guard BucketVFS.registration == SQLITE_OK else {
            throw DatabaseError(.other, "SQLite refused the bucket's VFS", code: "\(BucketVFS.registration)")
        }
        file = PagedFile(version)
        self.history = history
        let name = BucketVFS.announce(file)
        defer { BucketVFS.withdraw(name) }
        do {
            // It reads the head of page 1.
            sqlite = try SQLiteConnection(path: name, mode: .readWrite, vfs: BucketVFS.name)
        } catch {
            throw file.failure ?? error
        }
        sqlite.news = news
        if mode == .writing { sqlite.watchTasks() }
        let settings = Self.settings + (mode == .reading ? "PRAGMA query_only=ON;" : "")
        try explained { () throws(DatabaseError) in try sqlite.executeScript(settings) }
    }

    /// No file but the database: journal and temporary data in memory. `synchronous` is off because durability is the store's.
    private static let settings = """
        PRAGMA journal_mode=MEMORY; PRAGMA temp_store=MEMORY; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;
        PRAGMA trusted_schema=OFF;
        """

    var transaction: any Transaction { sqlite }

    /// Makes `version` what the next transaction sees.
    func pin(_ version: PageVersion) { file.pin(version) }

    /// Runs `body` as one read transaction.
    func read<Success>(_ body: (any Transaction) throws -> Success) throws -> Success {
        try begin()
        do {
            let result = try body(sqlite)
            try commit()
            return result
        } catch {
            let reason = file.failure ?? error
            try? rollBack()
            throw reason
        }
    }

    /// Runs `body` as ``read(_:)`` does, with pages in memory and in a moment.
    /// - Returns: `nil` where that is not enough.
    func readAtOnce<Success>(within seconds: Double, _ body: (any Transaction) throws -> Success) throws -> Success? {
        file.isAtHand = true
        defer { file.isAtHand = false }
        do {
            return try sqlite.limited(toSeconds: seconds) { try read(body) }
        } catch let error as DatabaseError where error.isForLater {
            return nil
        }
    }

    func begin() throws(DatabaseError) { try explained { () throws(DatabaseError) in try sqlite.begin(.deferred) } }
    func commit() throws(DatabaseError) { try explained { () throws(DatabaseError) in try sqlite.commit() } }

    func rollBack() throws(DatabaseError) {
        try explained { () throws(DatabaseError) in try sqlite.rollback() }
        file.discard()
    }

    /// Begins a transaction and runs `jobs` in it, each as a savepoint; ends with the transaction open.
    func attempt(_ jobs: [any WriteJob]) throws(DatabaseError) {
        try explained { () throws(DatabaseError) in try WriteBatch(jobs).attempt(on: sqlite, .deferred) }
        // A page that could not be had makes a closure fail for no reason of its own.
        if let failure = file.failure { throw failure }
    }

    /// SQLite can only say "I/O error"; the file knows why.
    private func explained<Success>(_ body: () throws(DatabaseError) -> Success) throws(DatabaseError) -> Success {
        do {
            return try body()
        } catch {
            throw file.failure ?? error
        }
    }

    /// Whether the open transaction has changed a page. What SQLite still holds in its cache is brought to the file's overlay
    /// first: only bytes tell whether an `UPDATE` without a match, or a savepoint undone, left anything.
    func hasChanges() throws(DatabaseError) -> Bool {
        guard sqlite3_txn_state(sqlite.handle, nil) == SQLITE_TXN_WRITE else { return false }
        let code = sqlite3_db_cacheflush(sqlite.handle)
        guard code == SQLITE_OK else {
            throw file.failure ?? DatabaseError(.other, "SQLite could not hand over its pages", code: "\(code)")
        }
        if try file.isChanged() { return true }
        return try headerIsChanged()
    }

    /// Page 1 is in use while a transaction is open, and no flush writes it. What a transaction may change there and nowhere else
    /// is a schema so small that it stands on it, which never leaves its number as it was, or one of the other two numbers
    /// (<https://www.sqlite.org/fileformat2.html#the_database_header>).
    private func headerIsChanged() throws(DatabaseError) -> Bool {
        guard let first = try file.version.page(1) else { return true }
        for (pragma, offset) in [("schema_version", 40), ("user_version", 60), ("application_id", 68)] {
            let old = Int32(bigEndian: first.bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
            if try sqlite.scalar("PRAGMA \(pragma)", as: Int64.self) != Int64(old) { return true }
        }
        return false
    }

    func close() { sqlite.close() }
}
