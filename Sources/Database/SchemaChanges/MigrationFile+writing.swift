extension MigrationFile {
    /// Writes the migration that makes changes, for every engine, with the way back.
    ///
    /// - Parameters:
    ///   - message: what it is about, in the words of its author: `add slugs`.
    ///   - existing: the tables that are there before.
    public init(number: Int, message: String, changes: [TableChange], existing: [SQLName]) throws(DatabaseError) {
        let back = changes.reversed().map(\.reversed)
        var parts = ["-- \(message.split(separator: "\n").joined(separator: " "))"]
        let upward = Self.sections("up", changes, existing)
        let created = existing + changes.compactMap(\.after?.name)
        parts += upward + Self.sections("down", back, created)
        try self.init(number: number, name: Self.slug(message), text: parts.joined(separator: "\n\n") + "\n")
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

    /// Foreign keys to tables that come later in the same migration are added at its end, but for SQLite, which looks at them only when
    /// rows come.
    private static func statements(_ changes: [TableChange], _ existing: [SQLName], _ dialect: Dialect) -> ChangeSQL {
        var (whole, there, later) = (ChangeSQL(), Set(existing), [String]())
        let schema = SchemaSQL(dialect)
        for change in changes {
            var change = change
            if dialect != .sqlite, change.before == nil, var table = change.after {
                let early = table.foreignKeys.filter { $0.table != table.name && !there.contains($0.table) }
                table.foreignKeys.removeAll { early.contains($0) }
                later += early.map { "ALTER TABLE \(schema.quoted(table.name)) ADD \(schema.constraint($0))" }
                change.after = table
            }
            let sql = schema.change(change)
            whole.statements += sql.statements
            whole.remarks += sql.remarks
            whole.isWithoutForeignKeys = whole.isWithoutForeignKeys || sql.isWithoutForeignKeys
            if let name = change.after?.name { there.insert(name) }
        }
        whole.statements += later
        return whole
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
        let words = SQLWords(statement).words
        let heads = words.map { $0.uppercased() }
        if heads.starts(with: ["CREATE", "TABLE"]) {
            let place = heads.dropFirst(2).starts(with: ["IF", "NOT", "EXISTS"]) ? 5 : 2
            if place < words.count, let name = SQLName(validating: words[place]), !tables.contains(name) { tables.append(name) }
        } else if heads.starts(with: ["DROP", "TABLE"]) {
            let place = heads.dropFirst(2).starts(with: ["IF", "EXISTS"]) ? 4 : 2
            if place < words.count { tables.removeAll { $0.text == words[place] } }
        } else if heads.starts(with: ["ALTER", "TABLE"]), heads.count > 5, heads[3] == "RENAME", heads[4] == "TO" {
            tables.removeAll { $0.text == words[2] || $0.text == words[5] }
            if let name = SQLName(validating: words[5]) { tables.append(name) }
        }
    }
}

/// The first words of a statement, names without their quotes.
private struct SQLWords {
    var words: [String] = []

    init(_ statement: String) {
        var scanner = SQLScanner(statement, .sqlite)
        while words.count < 8, let (piece, range) = scanner.next() {
            let text = String(decoding: scanner.bytes[range], as: UTF8.self)
            switch piece {
            case .word: words.append(text)
            case .text where text.count > 1 && (text.hasPrefix("\"") || text.hasPrefix("`")):
                let quote = String(text.prefix(1))
                words.append(String(text.dropFirst().dropLast()).replacing(quote + quote, with: quote))
            default: break
            }
        }
    }
}
