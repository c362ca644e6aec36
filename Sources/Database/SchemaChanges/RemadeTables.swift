/// Runs a script that makes SQLite's tables anew. An old table that is dropped takes along what hangs on it: what the script can't know of
/// is put back.
///
/// 1. Its triggers, and the indexes that no model declares: partial ones, and those of an expression.
/// 2. Views, and other tables' triggers that name it: they are dropped before, as `ALTER TABLE … RENAME` refuses to go on where one of
///    them names a table that is not there.
/// 3. They are looked at when a table is about to be dropped: names that the script has changed before stand in them then.
struct RemadeTables {
    private let transaction: any Transaction

    init(_ transaction: any Transaction) { self.transaction = transaction }

    func run(_ script: String) throws {
        guard transaction.dialect == .sqlite else { return try transaction.executeScript(script) }
        try transaction.withoutForeignKeys {
            var (saved, made) = ([Hanging](), Set<String>())
            for statement in SQLWords.statements(in: script) {
                let words = SQLWords(statement)
                if let table = words.droppedTable {
                    for hanging in try hanging(on: table) where !saved.contains(hanging) {
                        saved.append(hanging)
                        try transaction.execute("DROP \(hanging.kind) IF EXISTS \(hanging.name.quoted(for: .sqlite))")
                    }
                }
                if let name = words.createdName { made.insert(name) }
                try transaction.executeScript(statement)
            }
            for hanging in saved where !made.contains(hanging.name.text) { try putBack(hanging) }
        }
    }

    private struct Hanging: Hashable {
        let name: SQLName
        /// `VIEW`, `TRIGGER` or `INDEX`.
        let kind: String
        let sql: String
    }

    private func hanging(on table: String) throws(DatabaseError) -> [Hanging] {
        let sql = """
            SELECT name, upper(type), sql FROM sqlite_schema AS hanging WHERE type = 'view'
            OR type = 'trigger' AND (instr(lower(sql), lower(:table)) OR tbl_name IN (SELECT name FROM sqlite_schema WHERE type = 'view'))
            OR type = 'index' AND tbl_name = :table AND sql IS NOT NULL AND (
                EXISTS (SELECT 1 FROM pragma_index_list(:table) WHERE name = hanging.name AND partial)
                OR EXISTS (SELECT 1 FROM pragma_index_info(hanging.name) AS part WHERE part.name IS NULL))
            ORDER BY rowid
            """
        var found: [Hanging] = []
        for row in try transaction.query(sql, ["table": table]) {
            found.append(Hanging(name: try row.name(at: 0), kind: try row.get(at: 1), sql: try row.get(at: 2)))
        }
        return found
    }

    /// Where its table or column is gone for good, so is what hung on it.
    private func putBack(_ hanging: Hanging) throws(DatabaseError) {
        do {
            try transaction.executeScript(hanging.sql)
        } catch {
            guard ["no such table", "no such column", "already exists"].contains(where: error.message.contains) else {
                throw error
            }
        }
    }
}
