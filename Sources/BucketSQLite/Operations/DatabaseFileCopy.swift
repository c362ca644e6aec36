import CSQLite
import Database
import DatabaseSQLite

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Copies of plain SQLite files, made by SQLite itself (https://sqlite.org/backup.html): consistent while others write, with what
/// their write-ahead log holds.
public enum DatabaseFileCopy {
    /// Copies the database `source` over `target`, which may be in use, or be missing. It is replaced as one transaction.
    public static func copy(
        _ source: String, to target: String, progress: OperationProgress.Report = { _ in }
    ) throws(DatabaseError) {
        let from = try SQLiteConnection(path: source, mode: .readOnly)
        defer { from.close() }
        // Opens the file, so that what is no database is told as such.
        _ = try from.query("SELECT count(*) FROM sqlite_schema", .none)
        let to = try SQLiteConnection(path: target, mode: .create)
        defer { to.close() }
        guard let backup = sqlite3_backup_init(to.handle, "main", from.handle, "main") else {
            throw DatabaseError(sqlite: to.extendedErrorCode, handle: to.handle, doing: "copy to \(target)")
        }
        var code = SQLITE_OK
        repeat {
            code = sqlite3_backup_step(backup, 512)
            let total = Int(sqlite3_backup_pagecount(backup))
            let done = total - Int(sqlite3_backup_remaining(backup))
            progress(OperationProgress(what: "copying pages", done: done, total: total))
            if code == SQLITE_BUSY || code == SQLITE_LOCKED { usleep(10_000) }
        } while code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED
        sqlite3_backup_finish(backup)
        guard code == SQLITE_DONE else { throw DatabaseError(sqlite: code, handle: to.handle, doing: "copy to \(target)") }
    }

    /// What SQLite finds wrong with a database: `integrity_check` and `foreign_key_check`. Empty where nothing is.
    public static func findings(_ path: String) throws(DatabaseError) -> [String] {
        let connection = try SQLiteConnection(path: path, mode: .readOnly)
        defer { connection.close() }
        return try IntegrityCheck.findings(connection)
    }

    /// Copies `source` to a new file at `target`, which appears whole or not at all.
    public static func export(
        _ source: String, to target: String, overwrites: Bool, progress: OperationProgress.Report = { _ in }
    ) throws {
        let file = try NewFile(target, overwrites: overwrites)
        try copy(source, to: file.temporary, progress: progress)
        try file.putInPlace()
    }

    /// Checks `source` and puts it in place of the database `target`, which may be in use.
    public static func importFile(_ source: String, over target: String, overwrites: Bool) throws {
        guard access(source, R_OK) == 0 else {
            throw DatabaseError(.unavailable(retryAfter: nil), "\(source) can't be read: \(String(cString: strerror(errno)))")
        }
        guard overwrites || access(target, F_OK) != 0 else { throw OverwriteRefused(what: target) }
        let findings = try findings(source)
        guard findings.isEmpty else {
            throw DatabaseError(
                .corrupt, "\(source) is not sound; nothing was imported. SQLite says:\n" + findings.joined(separator: "\n"))
        }
        try copy(source, to: target)
    }
}

/// SQLite's own checks.
enum IntegrityCheck {
    static func findings(_ transaction: any Transaction) throws(DatabaseError) -> [String] {
        var findings: [String] = []
        for row in try transaction.query("PRAGMA integrity_check(20)", .none) where row.values != [.text("ok")] {
            findings.append("integrity_check: \(row.values.map(Self.text).joined(separator: " "))")
        }
        let violations = try transaction.query("PRAGMA foreign_key_check", .none)
        for row in violations.prefix(20) {
            findings.append(
                "foreign_key_check: row \(text(row["rowid"])) of \(text(row["table"])) refers to a missing row of \(text(row["parent"]))"
            )
        }
        if violations.count > 20 { findings.append("foreign_key_check: \(violations.count - 20) more") }
        return findings
    }

    private static func text(_ value: Value?) -> String {
        switch value {
        case .text(let text): text
        case .integer(let number): "\(number)"
        default: "?"
        }
    }
}
