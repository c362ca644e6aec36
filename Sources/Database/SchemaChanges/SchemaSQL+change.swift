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
        return !change.altered(.sqlite).isEmpty || !change.addedForeignKeys(.sqlite).isEmpty
            || !change.removedForeignKeys(.sqlite).isEmpty || change.added.contains { !$0.isOptional && $0.defaultValue == nil }
            || change.removedIndexes.contains { $0.isConstraint }
            || change.before?.key.contains { removed.contains($0) } == true
            || change.before?.key.count != change.after?.key.count
    }

    /// Steps 4 to 8 of https://sqlite.org/lang_altertable.html#otheralter; the program puts back what hangs on the table. Names change
    /// before: then they do in triggers, views and the foreign keys of other tables too.
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
        var statements = names(change, before, after) + create(after, named: new)
        statements.append(
            "INSERT INTO \(quoted(new)) (\(targets.joined(separator: ", "))) SELECT \(sources.joined(separator: ", ")) "
                + "FROM \(quoted(after.name))")
        statements.append("DROP TABLE \(quoted(after.name))")
        statements.append("ALTER TABLE \(quoted(new)) RENAME TO \(quoted(after.name))")
        statements += after.indexes.map { create($0, on: after) }
        var remarks = remarks(change)
        if !before.undeclared.isEmpty {
            remarks.append(
                "\(before.name) was made with \(before.undeclared.joined(separator: ", ")), which no model says: what is not in this "
                    + "CREATE TABLE is gone then.")
        }
        return ChangeSQL(statements: statements, isWithoutForeignKeys: true, remarks: remarks)
    }

    /// The table's new name, and those of its columns.
    private func names(_ change: TableChange, _ before: TableSchema, _ after: TableSchema) -> [String] {
        let table = quoted(after.name)
        let moved = before.name == after.name ? [] : ["ALTER TABLE \(quoted(before.name)) RENAME TO \(table)"]
        return moved
            + change.renamed.sorted { $0.key.text < $1.key.text }.map { new, old in
                "ALTER TABLE \(table) RENAME COLUMN \(quoted(old)) TO \(quoted(new))"
            }
    }

    private func copied(_ old: ColumnSchema, to new: ColumnSchema) -> String {
        guard old.isOptional, !new.isOptional else { return quoted(new.name) }
        return "coalesce(\(quoted(new.name)), \(filling(new)))"
    }

    /// What stands where nothing stood, once a column must not be empty.
    private func filling(_ column: ColumnSchema) -> String {
        column.defaultValue.map { literal($0, for: column) } ?? zero(column)
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
        func fill(_ column: ColumnSchema, _ rows: String) {
            let parent = change.after?.foreignKeys.first { $0.columns == [column.name] }?.table
            let end = parent.map { ", and has to name a row of \($0): say which" } ?? ""
            remarks.append("\(rows) get \(filling(column)) in \(change.name).\(column.name): it must not be empty\(end).")
        }
        for column in change.added where !column.isOptional && column.defaultValue == nil { fill(column, "Rows that are there") }
        for (old, new) in change.altered(dialect) where old.isOptional && !new.isOptional { fill(new, "Rows with nothing there") }
        return remarks
    }

    /// What could fail for the rows that are there comes before what takes something away for good.
    private func alter(_ change: TableChange, _ before: TableSchema, _ after: TableSchema) -> [String] {
        let table = "ALTER TABLE \(quoted(after.name))"
        var statements = names(change, before, after)
        let keys = foreignKeys(change, before, after)
        statements += keys.removed.flatMap { drop($0, of: after, before) }
        let (early, late) = split(change, before)
        statements += early.map { create($0, on: after) }
        statements += change.removedIndexes.map { drop($0, of: after) }
        for column in change.added { statements += add(column, to: after) }
        for (old, new) in change.altered(dialect) { statements += alter(old, new, before, after) }
        statements += late.map { create($0, on: after) }
        statements += keys.added.map { "\(table) ADD \(constraint($0))" }
        return statements + change.removed.map { "\(table) DROP COLUMN \(quoted($0.name))" }
    }

    /// Those that go and those that come. MySQL changes no column while a foreign key holds it.
    private func foreignKeys(
        _ change: TableChange, _ before: TableSchema, _ after: TableSchema
    ) -> (removed: [ForeignKeySchema], added: [ForeignKeySchema]) {
        var (removed, added) = (change.removedForeignKeys(dialect), change.addedForeignKeys(dialect))
        guard dialect == .mysql else { return (removed, added) }
        let altered = change.altered(dialect)
        removed += before.foreignKeys.filter { key in
            !removed.contains(key) && altered.contains { key.columns.contains($0.from.name) }
        }
        added += after.foreignKeys.filter { key in
            !added.contains(key) && altered.contains { key.columns.contains($0.to.name) }
        }
        return (removed, added)
    }

    private func drop(_ index: IndexSchema, of table: TableSchema) -> String {
        if index.isConstraint, dialect == .postgres {
            return "ALTER TABLE \(quoted(table.name)) DROP CONSTRAINT \(quoted(index.name))"
        }
        return "DROP INDEX \(quoted(index.name))" + (dialect == .mysql ? " ON \(quoted(table.name))" : "")
    }

    /// MySQL leaves the index that it had made for a foreign key. (MariaDB reads what stands in `/*M! */`.)
    func drop(_ key: ForeignKeySchema, of table: TableSchema, _ before: TableSchema) -> [String] {
        let alter = "ALTER TABLE \(quoted(table.name))"
        guard dialect == .mysql else { return ["\(alter) DROP CONSTRAINT \(quoted(key.name))"] }
        let dropped = "\(alter) DROP FOREIGN KEY \(quoted(key.name))"
        guard before.hasOwnIndex(key) else { return [dropped] }
        return [dropped, "DROP INDEX /*M! IF EXISTS */ \(quoted(key.name)) ON \(quoted(table.name))"]
    }

    /// The new indexes: those that have to be there before others go, and the rest. MySQL keeps the last index that a foreign key can
    /// use: where none of the new ones can take its place, it gets one under the key's name, as MySQL itself would have made it.
    private func split(_ change: TableChange, _ before: TableSchema) -> (early: [IndexSchema], late: [IndexSchema]) {
        var (early, late) = ([IndexSchema](), change.addedIndexes)
        guard dialect == .mysql, let after = change.after else { return (early, late) }
        let new = Set(change.added.map(\.name))
        let removed = change.removedIndexes
        for key in after.foreignKeys where !change.addedForeignKeys(dialect).contains(key) && !before.hasOwnIndex(key) {
            var left = before
            left.indexes.removeAll { removed.contains($0) }
            guard left.hasOwnIndex(key) else { continue }
            if let place = late.firstIndex(where: { $0.columns.starts(with: key.columns) && new.isDisjoint(with: $0.columns) }) {
                early.append(late.remove(at: place))
            } else if !early.contains(where: { $0.columns.starts(with: key.columns) }) {
                early.append(IndexSchema(name: key.name, columns: key.columns, isUnique: false))
            }
        }
        return (early, late)
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
        if dialect == .postgres, old.type.sql(.postgres) != new.type.sql(.postgres) {
            if old.defaultValue != nil { statements.append("\(table) ALTER COLUMN \(name) DROP DEFAULT") }
            statements.append(
                "\(table) ALTER COLUMN \(name) TYPE \(new.type.sql(.postgres))\(PostgresCast(old, new).using(name))")
        }
        // After the type: the value is one of the new type.
        if old.isOptional, !new.isOptional {
            if dialect == .mysql, old.type.sql(.mysql) != new.type.sql(.mysql) {
                var empty = new
                empty.isOptional = true
                statements.append("\(table) MODIFY COLUMN \(definition(of: empty, in: after))")
            }
            statements.append("UPDATE \(quoted(after.name)) SET \(name) = \(filling(new)) WHERE \(name) IS NULL")
        }
        guard dialect == .postgres else {
            // A key is one already.
            let whole = definition(of: new, in: after)
            let definition = after.key == [new.name] ? whole.replacing(" PRIMARY KEY", with: "") : whole
            return statements + ["\(table) MODIFY COLUMN \(definition)"]
        }
        let value = new.defaultValue.map { "SET DEFAULT \(literal($0, for: new))" } ?? "DROP DEFAULT"
        if old.defaultValue != nil || new.defaultValue != nil { statements.append("\(table) ALTER COLUMN \(name) \(value)") }
        if old.isOptional != new.isOptional {
            statements.append("\(table) ALTER COLUMN \(name) \(new.isOptional ? "DROP" : "SET") NOT NULL")
        }
        return statements
    }
}
