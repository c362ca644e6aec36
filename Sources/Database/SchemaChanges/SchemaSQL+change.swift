/// The statements of a change, and whether SQLite has to stop looking at foreign keys for them.
struct ChangeSQL: Sendable, Hashable {
    var statements: [String] = []
    var isWithoutForeignKeys = false
    /// What the person who reads the migration should know.
    var remarks: [String] = []
}

extension SchemaSQL {
    func change(_ change: TableChange) -> ChangeSQL {
        switch (change.before, change.after) {
        case (nil, let after?): return ChangeSQL(statements: create(after))
        case (let before?, nil): return ChangeSQL(statements: ["DROP TABLE \(quoted(before.name))"])
        case (let before?, let after?):
            if dialect == .sqlite, needsNewTable(change) { return remake(change, before, after) }
            return ChangeSQL(statements: alter(change, before, after), remarks: remarks(change))
        case (nil, nil): return ChangeSQL()
        }
    }

    /// SQLite's `ALTER TABLE` renames, adds what may be empty, and drops what nothing else names (https://sqlite.org/lang_altertable.html).
    private func needsNewTable(_ change: TableChange) -> Bool {
        let removed = Set(change.removed.map(\.name))
        return !change.altered(.sqlite).isEmpty || !change.addedForeignKeys.isEmpty || !change.removedForeignKeys.isEmpty
            || change.added.contains { !$0.isOptional && $0.defaultValue == nil }
            || change.removedIndexes.contains { $0.isConstraint }
            || change.before?.key.contains { removed.contains($0) } == true
            || change.before?.key.count != change.after?.key.count
    }

    /// Steps 4 to 8 of https://sqlite.org/lang_altertable.html#otheralter; the program puts back the triggers.
    private func remake(_ change: TableChange, _ before: TableSchema, _ after: TableSchema) -> ChangeSQL {
        let new = SQLName(validating: "satchel_new_\(after.name)") ?? after.name
        var (targets, sources): ([String], [String]) = ([], [])
        for column in after.columns {
            if let old = change.origin(of: column) {
                targets.append(quoted(column.name))
                sources.append(copied(old, to: column))
            } else if !column.isOptional, column.defaultValue == nil {
                targets.append(quoted(column.name))
                sources.append(zero(column))
            }
        }
        var statements = create(after, named: new)
        statements.append(
            "INSERT INTO \(quoted(new)) (\(targets.joined(separator: ", "))) SELECT \(sources.joined(separator: ", ")) "
                + "FROM \(quoted(before.name))")
        statements.append("DROP TABLE \(quoted(before.name))")
        statements.append("ALTER TABLE \(quoted(new)) RENAME TO \(quoted(after.name))")
        statements += after.indexes.map { create($0, on: after) }
        return ChangeSQL(statements: statements, isWithoutForeignKeys: true, remarks: remarks(change))
    }

    private func copied(_ old: ColumnSchema, to new: ColumnSchema) -> String {
        guard old.isOptional, !new.isOptional else { return quoted(old.name) }
        return "coalesce(\(quoted(old.name)), \(new.defaultValue.map { literal($0, for: new) } ?? zero(new)))"
    }

    /// What rows get that are there, where a column must not be empty.
    private func zero(_ column: ColumnSchema) -> String {
        switch column.type {
        case .integer, .real, .boolean, .decimal: literal(.integer(0), for: column.type)
        case .timestamp: "'1970-01-01 00:00:00'"
        case .uuid: "'00000000-0000-0000-0000-000000000000'"
        case .json: "'null'"
        case .blob: literal(.blob([]), for: column.type)
        case .text, .string, .custom: "''"
        }
    }

    private func remarks(_ change: TableChange) -> [String] {
        var remarks = change.removed.map { "What stands in \(change.name).\($0.name) is gone then." }
        for column in change.added where !column.isOptional && column.defaultValue == nil {
            remarks.append("Rows that are there get \(zero(column)) in \(change.name).\(column.name): it must not be empty.")
        }
        return remarks
    }

    private func alter(_ change: TableChange, _ before: TableSchema, _ after: TableSchema) -> [String] {
        let table = "ALTER TABLE \(quoted(after.name))"
        var statements = change.removedForeignKeys.map { key in
            dialect == .mysql ? "\(table) DROP FOREIGN KEY \(quoted(key.name))" : "\(table) DROP CONSTRAINT \(quoted(key.name))"
        }
        statements += change.removedIndexes.map { drop($0, of: after) }
        for (new, old) in change.renamed.sorted(by: { $0.key.text < $1.key.text }) {
            statements.append("\(table) RENAME COLUMN \(quoted(old)) TO \(quoted(new))")
        }
        for column in change.added { statements += add(column, to: after) }
        for (old, new) in change.altered(dialect) { statements += alter(old, new, before, after) }
        statements += change.removed.map { "\(table) DROP COLUMN \(quoted($0.name))" }
        statements += change.addedIndexes.map { create($0, on: after) }
        statements += change.addedForeignKeys.map { "\(table) ADD \(constraint($0))" }
        return statements
    }

    private func drop(_ index: IndexSchema, of table: TableSchema) -> String {
        if index.isConstraint, dialect == .postgres {
            return "ALTER TABLE \(quoted(table.name)) DROP CONSTRAINT \(quoted(index.name))"
        }
        return "DROP INDEX \(quoted(index.name))" + (dialect == .mysql ? " ON \(quoted(table.name))" : "")
    }

    private func add(_ column: ColumnSchema, to table: TableSchema) -> [String] {
        let alter = "ALTER TABLE \(quoted(table.name))"
        guard !column.isOptional, column.defaultValue == nil else {
            return ["\(alter) ADD COLUMN \(definition(of: column, in: table))"]
        }
        var filled = column
        filled.defaultValue = .expression(zero(column))
        return [
            "\(alter) ADD COLUMN \(definition(of: filled, in: table))",
            "\(alter) ALTER COLUMN \(quoted(column.name)) DROP DEFAULT",
        ]
    }

    private func alter(
        _ old: ColumnSchema, _ new: ColumnSchema, _ before: TableSchema, _ after: TableSchema
    ) -> [String] {
        let (table, name) = ("ALTER TABLE \(quoted(after.name))", quoted(new.name))
        var statements: [String] = []
        if old.isOptional, !new.isOptional {
            let value = new.defaultValue.map { literal($0, for: new) } ?? zero(new)
            statements.append("UPDATE \(quoted(after.name)) SET \(name) = \(value) WHERE \(name) IS NULL")
        }
        guard dialect == .postgres else {
            return statements + ["\(table) MODIFY COLUMN \(definition(of: new, in: after))"]
        }
        let type = new.type.sql(.postgres)
        if old.type.sql(.postgres) != type {
            if old.defaultValue != nil { statements.append("\(table) ALTER COLUMN \(name) DROP DEFAULT") }
            let plain = type.replacing(" COLLATE \"C\"", with: "")
            statements.append("\(table) ALTER COLUMN \(name) TYPE \(type) USING \(name)::\(plain)")
        }
        let value = new.defaultValue.map { "SET DEFAULT \(literal($0, for: new))" } ?? "DROP DEFAULT"
        if old.defaultValue != nil || new.defaultValue != nil { statements.append("\(table) ALTER COLUMN \(name) \(value)") }
        if old.isOptional != new.isOptional {
            statements.append("\(table) ALTER COLUMN \(name) \(new.isOptional ? "DROP" : "SET") NOT NULL")
        }
        return statements
    }
}
