extension MigrationFile {
    /// Writes the migration that makes changes, for every engine, with the way back.
    ///
    /// - Parameters:
    ///   - message: what it is about, in the words of its author: `add slugs`.
    ///   - existing: the tables that are there before.
    /// - Throws: ``DatabaseError/Kind/misuse`` where a table's key changes.
    public init(number: Int, message: String, changes: [TableChange], existing: [SQLName]) throws(DatabaseError) {
        try Self.refuseKeys(changes)
        let back = changes.reversed().map(\.reversed)
        var parts = [Self.heading(message)]
        let upward = Self.sections("up", changes, existing)
        let created = existing + changes.compactMap(\.after?.name)
        parts += upward + Self.sections("down", back, created)
        try self.init(number: number, name: Self.slug(message), text: parts.joined(separator: "\n\n") + "\n")
    }

    private static func refuseKeys(_ changes: [TableChange]) throws(DatabaseError) {
        for change in changes where Dialect.allCases.contains(where: change.changesKey) {
            throw DatabaseError(
                .misuse,
                """
                the key of \(change.name) changes, and what names its rows would have to follow: write that migration by hand (a new table, \
                its rows, those of its children), and nothing is left for this command
                """)
        }
    }

    /// A message may begin as a part does: `up to date`.
    private static func heading(_ message: String) -> String {
        let words = message.split { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }.joined(separator: " ")
        do {
            return try Heading("-- " + words, in: "") == nil ? "-- \(words)" : "-- “\(words)”"
        } catch {
            return "-- “\(words)”"
        }
    }

    /// `Add the slugs!` → `add_the_slugs`
    static func slug(_ message: String) -> String {
        let words = message.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
        return words.isEmpty ? "change" : String(words.joined(separator: "_").prefix(60))
    }

    /// One part for each engine; those that say the same share one.
    private static func sections(_ way: String, _ changes: [TableChange], _ existing: [SQLName]) -> [String] {
        var texts: [(dialects: [Dialect], sql: ChangeSQL)] = []
        for dialect in Dialect.allCases {
            let sql = statements(changes, existing, dialect)
            if let same = texts.firstIndex(where: { $0.sql == sql }) {
                texts[same].dialects.append(dialect)
            } else {
                texts.append(([dialect], sql))
            }
        }
        return texts.map { dialects, sql in
            let names = dialects.count == Dialect.allCases.count ? "" : " " + dialects.map(\.description).joined(separator: " ")
            let heading = "-- \(way)\(names)\(sql.isWithoutForeignKeys ? " without foreign keys" : "")"
            let remarks = sql.remarks.map { "-- \($0)" }
            return ([heading] + remarks + sql.statements.map { $0 + ";" }).joined(separator: "\n")
        }
    }

    /// Foreign keys to tables that come later in the same migration are added at its end, and those to tables that go earlier are dropped
    /// before. SQLite looks at them only when rows come and go.
    private static func statements(_ changes: [TableChange], _ existing: [SQLName], _ dialect: Dialect) -> ChangeSQL {
        var (whole, there, later) = (ChangeSQL(), Set(existing), [String]())
        let schema = SchemaSQL(dialect)
        var going = changes.filter { $0.after == nil }.compactMap(\.before)
        for change in changes {
            if dialect != .sqlite, change.before == nil, let table = change.after {
                let early = table.foreignKeys.filter { $0.table != table.name && !there.contains($0.table) }
                later += early.map { "ALTER TABLE \(schema.quoted(table.name)) ADD \(schema.constraint($0))" }
                whole.statements += schema.create(table, without: early)
            } else {
                if change.after == nil, let table = change.before {
                    going.removeAll { $0.name == table.name }
                    whole.letGo(of: table, going, schema)
                }
                whole.append(schema.change(change))
            }
            if let name = change.after?.name { there.insert(name) }
        }
        whole.statements += later
        return whole
    }
}

extension ChangeSQL {
    fileprivate mutating func append(_ other: ChangeSQL) {
        statements += other.statements
        remarks += other.remarks
        isWithoutForeignKeys = isWithoutForeignKeys || other.isWithoutForeignKeys
    }

    /// Before a table goes: those that go after it may name it.
    fileprivate mutating func letGo(of table: TableSchema, _ going: [TableSchema], _ schema: SchemaSQL) {
        for child in going {
            for key in child.foreignKeys where key.table == table.name {
                if schema.dialect == .sqlite {
                    isWithoutForeignKeys = true
                } else {
                    statements += schema.drop(key, of: child, child)
                }
            }
        }
    }
}

extension MigrationFile {
    /// The tables that files have made and not dropped since: the site's own.
    public static func tablesMade(by files: [MigrationFile]) -> [SQLName] {
        var tables: [SQLName] = []
        for file in files.sorted(by: { $0.number < $1.number }) {
            for statement in StatementText.statements(in: file.up[.sqlite]?.sql ?? file.up.values.first?.sql ?? "", for: .sqlite)
            {
                note(statement, &tables)
            }
        }
        return tables
    }

    private static func note(_ statement: String, _ tables: inout [SQLName]) {
        let words = SQLWords(statement)
        if let name = words.createdTable.flatMap(SQLName.init(validating:)) {
            if !tables.contains(name) { tables.append(name) }
        } else if let name = words.droppedTable {
            tables.removeAll { $0.text == name }
        } else if let (old, new) = words.renamedTable {
            tables.removeAll { $0.text == old || $0.text == new }
            if let name = SQLName(validating: new) { tables.append(name) }
        }
    }
}
