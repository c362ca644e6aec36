/// The way of a migration through MySQL or MariaDB, which commit with each statement that changes the schema: what was done before a
/// failure stays done. It is noted, and the next run goes on behind it.
///
/// 1. A statement that changes the schema is noted before it runs, and again when it is done. Sessions run with `autocommit = 0`, so
///    that what changes rows is committed together with its note, by the next change of the schema or at the end.
/// 2. A statement that was done is not run again: its effect is told from the note. It is known by its text, and the how many-th of that
///    text it is; a migration may be mended between two runs wherever it has not been yet.
/// 3. One that was noted and not finished may have been done: a program was killed, a connection lost. It runs again, and where it fails
///    because it was done (the table exists, the column is not there any more), it was. A server that knows the statement failed says
///    so, and then the note goes: what was there already was not ours.
/// 4. The notes of a migration go with its end.
final class MigrationSteps: Transaction {
    private let inner: any Transaction
    private let id: MigrationID
    private let isUp: Bool
    private var noted: [Key: Note] = [:]
    private var counts: [String: Int] = [:]
    private var next = 1
    /// How many statements stay, whatever becomes of this run.
    private(set) var done = 0
    /// The statement that runs, or that failed.
    private(set) var latest = ""

    static let table: SQLName = "schema_migration_steps"

    private struct Key: Hashable {
        let text: String
        let count: Int
    }

    private struct Note {
        let step: Int
        let effect: Effect?
    }

    /// Takes up the notes of earlier runs, which went the same way: whoever begins has looked (``halfway(_:in:)``).
    init(_ id: MigrationID, isUp: Bool, in transaction: any Transaction) throws(DatabaseError) {
        (inner, self.id, self.isUp) = (transaction, id, isUp)
        try Self.makeTable(transaction)
        let sql = """
            SELECT step, statement, is_done, changes, last_id FROM schema_migration_steps
            WHERE module = ? AND number = ? ORDER BY step
            """
        for row in try transaction.query(sql, [id.module, id.number]) { try take(row) }
        counts = [:]
    }

    private func take(_ row: Row) throws(DatabaseError) {
        let (step, text): (Int, String) = (try row.get(at: 0), try row.get(at: 1))
        var effect: Effect?
        if try row.get(at: 2, as: Bool.self) {
            effect = Effect(changes: try row.get(at: 3), lastInsertID: try row.get(at: 4))
            done += 1
        }
        noted[key(text)] = Note(step: step, effect: effect)
        next = step + 1
    }

    private static func makeTable(_ transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute(
            """
            CREATE TABLE IF NOT EXISTS schema_migration_steps (
                module VARCHAR(100) NOT NULL, number INTEGER NOT NULL, step INTEGER NOT NULL, is_up BOOLEAN NOT NULL,
                statement LONGTEXT NOT NULL, is_done BOOLEAN NOT NULL, changes BIGINT NOT NULL, last_id BIGINT NOT NULL,
                PRIMARY KEY (module, number, step)) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
            """)
    }

    static func isHalfway(_ id: MigrationID, isUp: Bool) -> DatabaseError {
        DatabaseError(
            .migration,
            "\(isUp ? "the migration" : "the way back of") \(id) has stopped halfway: bring it to its end first, with db "
                + (isUp ? "upgrade" : "downgrade --module \(id.module)"))
    }

    /// A migration of a module that has stopped halfway.
    static func halfway(_ module: String, in transaction: any Transaction) throws(DatabaseError) -> (id: MigrationID, isUp: Bool)?
    {
        guard transaction.dialect == .mysql, try transaction.tableExists(table) else { return nil }
        let sql = "SELECT number, is_up FROM schema_migration_steps WHERE module = ? LIMIT 1"
        guard let row = try transaction.first(sql, [module]) else { return nil }
        return (MigrationID(module: module, number: try row.get(at: 0)), try row.get(at: 1))
    }

    /// Forgets what was noted of a module: somebody has brought it to an end by hand.
    static func forget(_ module: String, in transaction: any Transaction) throws(DatabaseError) {
        guard transaction.dialect == .mysql, try transaction.tableExists(table) else { return }
        try transaction.execute("DELETE FROM schema_migration_steps WHERE module = ?", [module])
    }

    /// All is done, and the migration's line is written. That is committed while the lock is held.
    func end() throws(DatabaseError) {
        try inner.execute(
            "DELETE FROM schema_migration_steps WHERE module = ? AND number = ?", [id.module, id.number])
        try commit()
    }

    /// Commits and stays in a transaction: its beginning and end are the engine's, but switching this on is a commit too.
    private func commit() throws(DatabaseError) {
        try inner.execute("SET autocommit = 1")
        try inner.execute("SET autocommit = 0")
    }

    /// For whoever reads that the migration failed.
    var whatStays: String {
        guard done > 0 else { return "left nothing behind" }
        let words = latest.split { " \n\t".contains($0) }.joined(separator: " ")
        return """
            stopped at `\(words.count > 200 ? words.prefix(200) + "…" : words)`. This engine can't take back what changes the schema: the \
            \(done) statement\(done == 1 ? "" : "s") before it \(done == 1 ? "stays" : "stay"), and the next run goes on behind them. Mend \
            the cause, or that statement, and run it again
            """
    }

    // MARK: Transaction

    var dialect: Dialect { inner.dialect }
    var news: CommitNews { inner.news }

    func query(_ sql: String, _ parameters: Parameters) throws(DatabaseError) -> [Row] { try inner.query(sql, parameters) }

    func execute(_ sql: String, _ parameters: Parameters) throws(DatabaseError) -> Effect {
        let key = key(StatementText.bare(sql, for: .mysql))
        latest = key.text
        let note = noted[key]
        if let effect = note?.effect { return effect }
        let step = note?.step ?? next
        next = max(next, step + 1)
        guard Self.changesSchema(sql) else { return try changeRows(step, key.text, sql, parameters) }
        return try changeSchema(step, key.text, isNoted: note != nil, sql, parameters)
    }

    func executeScript(_ sql: String) throws(DatabaseError) {
        for statement in StatementText.statements(in: sql, for: .mysql) { _ = try execute(statement, .none) }
    }

    func savepoint<Success>(_ body: () throws -> Success) throws -> Success { try inner.savepoint(body) }

    func afterCommit(_ hook: @escaping @Sendable () -> Void) { inner.afterCommit(hook) }

    // MARK: Statements

    private func key(_ text: String) -> Key {
        counts[text, default: 0] += 1
        return Key(text: text, count: counts[text, default: 0])
    }

    /// https://mariadb.com/kb/en/sql-statements-that-cause-an-implicit-commit/
    private static func changesSchema(_ sql: String) -> Bool {
        let rows: Set = [
            "INSERT", "UPDATE", "DELETE", "REPLACE", "SELECT", "WITH", "VALUES", "SET", "DO", "CALL", "SHOW", "EXPLAIN",
        ]
        return !rows.contains(StatementText(sql, for: .mysql).verb)
    }

    private func changeRows(
        _ step: Int, _ text: String, _ sql: String, _ parameters: Parameters
    ) throws(DatabaseError) -> Effect {
        let effect = try inner.execute(sql, parameters)
        try note(step, text, effect)
        return effect
    }

    private func changeSchema(
        _ step: Int, _ text: String, isNoted: Bool, _ sql: String, _ parameters: Parameters
    ) throws(DatabaseError) -> Effect {
        try note(step, text, nil)
        var effect = Effect(changes: 0, lastInsertID: 0)
        do {
            effect = try inner.execute(sql, parameters)
        } catch {
            guard isNoted, Self.tellsThatItWasDone(error) else {
                try? withdraw(step)
                throw error
            }
        }
        done = step
        try note(step, text, effect)
        return effect
    }

    private func note(_ step: Int, _ text: String, _ effect: Effect?) throws(DatabaseError) {
        try inner.execute(
            """
            REPLACE INTO schema_migration_steps (module, number, step, is_up, statement, is_done, changes, last_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [id.module, id.number, step, isUp, text, effect != nil, effect?.changes ?? 0, effect?.lastInsertID ?? 0])
    }

    /// A statement that failed has done nothing. Where the connection is lost, nobody knows, and the note stays.
    private func withdraw(_ step: Int) throws(DatabaseError) {
        try inner.execute(
            "DELETE FROM schema_migration_steps WHERE module = ? AND number = ? AND step = ?", [id.module, id.number, step])
        // With what changed rows since the schema was changed last, and its notes.
        try commit()
        done = max(done, step - 1)
    }

    /// https://mariadb.com/kb/en/mariadb-error-code-reference/: it exists, or exists no longer.
    private static func tellsThatItWasDone(_ error: DatabaseError) -> Bool {
        let codes: Set = [
            "1050", "1051", "1054", "1060", "1061", "1068", "1091", "1146", "1304", "1305", "1359", "1360", "1826",
        ]
        return codes.contains(error.code ?? "") || error.code == "1005" && error.message.contains("errno: 121")
    }
}
