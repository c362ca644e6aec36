/// A table before and after a migration; turned around it is the way back.
public struct TableChange: Sendable, Hashable {
    /// `nil` where the table is new.
    public var before: TableSchema?
    /// `nil` where it goes.
    public var after: TableSchema?
    /// Columns that are the same under another name: the old one, by the new one.
    public var renamed: [SQLName: SQLName] = [:]

    var reversed: TableChange {
        TableChange(
            before: after, after: before, renamed: Dictionary(renamed.map { ($0.value, $0.key) }) { first, _ in first })
    }

    /// Of the table, after the change where it still is.
    public var name: SQLName { after?.name ?? before?.name ?? "?" }

    /// The old column that has become a new one.
    func origin(of column: ColumnSchema) -> ColumnSchema? { before?.column(renamed[column.name] ?? column.name) }

    var added: [ColumnSchema] { after?.columns.filter { origin(of: $0) == nil } ?? [] }

    var removed: [ColumnSchema] {
        guard let after, let before else { return [] }
        let kept = Set(after.columns.compactMap { origin(of: $0)?.name })
        return before.columns.filter { !kept.contains($0.name) }
    }

    /// Columns that stay and are not what they were, as `dialect` sees it.
    func altered(_ dialect: Dialect) -> [(from: ColumnSchema, to: ColumnSchema)] {
        guard let after, let before else { return [] }
        return after.columns.compactMap { column in
            guard let old = origin(of: column), !old.isSame(as: column, from: before, to: after, dialect) else { return nil }
            return (old, column)
        }
    }

    /// Indexes of one side that the other lacks, under the new names of their columns.
    var addedIndexes: [IndexSchema] {
        guard let after, let before else { return [] }
        return after.indexes.filter { index in !before.indexes.contains { isKept($0, as: index) } }
    }

    var removedIndexes: [IndexSchema] {
        guard let after, let before else { return [] }
        return before.indexes.filter { index in !after.indexes.contains { isKept(index, as: $0) } }
    }

    func addedForeignKeys(_ dialect: Dialect) -> [ForeignKeySchema] {
        guard let after, let before else { return [] }
        return after.foreignKeys.filter { key in !before.foreignKeys.contains { isKept($0, as: key, dialect) } }
    }

    func removedForeignKeys(_ dialect: Dialect) -> [ForeignKeySchema] {
        guard let after, let before else { return [] }
        return before.foreignKeys.filter { key in !after.foreignKeys.contains { isKept(key, as: $0, dialect) } }
    }

    func isEmpty(_ dialect: Dialect) -> Bool {
        guard after != nil, before != nil else { return before == nil && after == nil }
        return added.isEmpty && removed.isEmpty && altered(dialect).isEmpty && addedIndexes.isEmpty && removedIndexes.isEmpty
            && addedForeignKeys(dialect).isEmpty && removedForeignKeys(dialect).isEmpty && renamed.isEmpty && !changesKey(dialect)
    }

    /// Whether rows are known by something else than before: nobody but the program's author knows how their children follow.
    func changesKey(_ dialect: Dialect) -> Bool {
        guard let after, let before else { return false }
        return after.key != before.key.map(newName)
            || altered(dialect).contains { old, new in
                after.key.contains(new.name) && before.key.contains(old.name) && !old.type.isCustom && !new.type.isCustom
            }
    }

    private func newName(_ old: SQLName) -> SQLName { renamed.first { $0.value == old }?.key ?? old }

    /// What is named after a column or table that has another name now gets a new name too: a file is written on one engine and run on
    /// others, where each has to know it by the same.
    private func isKept(_ old: IndexSchema, as new: IndexSchema) -> Bool {
        translated(old).isSame(as: new) && (old.name == new.name || !isRenamed(new.columns))
    }

    /// SQLite does not tell the names of foreign keys, and needs none.
    private func isKept(_ old: ForeignKeySchema, as new: ForeignKeySchema, _ dialect: Dialect) -> Bool {
        translated(old).isSame(as: new) && (dialect == .sqlite || old.name == new.name || !isRenamed(new.columns))
    }

    private func isRenamed(_ columns: [SQLName]) -> Bool {
        before?.name != after?.name || columns.contains { renamed[$0] != nil }
    }

    /// What an engine does not tell apart is as the model says: decimals, UUIDs, JSON and text are all TEXT to SQLite, and the parts for
    /// the other engines, and the way back, would change their types.
    mutating func takeOverTypes(_ dialect: Dialect) {
        guard let after, var before else { return }
        for column in after.columns {
            guard let place = before.columns.firstIndex(where: { $0.name == renamed[column.name] ?? column.name }) else {
                continue
            }
            let old = before.columns[place]
            let isIndexed = before.isIndexed(old.name)
            let (here, there) = (old.type.sql(dialect, isIndexed: isIndexed), column.type.sql(dialect, isIndexed: isIndexed))
            guard here.uppercased() == there.uppercased() else { continue }
            if old.literal(dialect) == column.literal(dialect) { before.columns[place].defaultValue = column.defaultValue }
            if dialect == .sqlite, before.key.contains(old.name) { before.columns[place].isCounted = column.isCounted }
            before.columns[place].type = column.type
        }
        self.before = before
    }

    private func translated(_ index: IndexSchema) -> IndexSchema {
        var index = index
        index.columns = index.columns.map(newName)
        return index
    }

    private func translated(_ key: ForeignKeySchema) -> ForeignKeySchema {
        var key = key
        key.columns = key.columns.map(newName)
        if let before, let after, key.table == before.name {
            key.table = after.name
            key.otherColumns = key.otherColumns.map(newName)
        }
        return key
    }
}

extension ColumnSchema {
    func isSame(as other: ColumnSchema, from table: TableSchema, to otherTable: TableSchema, _ dialect: Dialect) -> Bool {
        func type(_ column: ColumnSchema, _ table: TableSchema) -> String {
            column.type.sql(dialect, isIndexed: table.isIndexed(column.name)).uppercased()
        }
        // Of keys SQLite knows only that they are whole numbers; their defaults nobody asks for.
        if table.key.contains(name), otherTable.key.contains(other.name) {
            return type(self, table) == type(other, otherTable) && (dialect == .sqlite || isCounted == other.isCounted)
        }
        return type(self, table) == type(other, otherTable) && isOptional == other.isOptional
            && literal(dialect) == other.literal(dialect)
    }

    func literal(_ dialect: Dialect) -> String? {
        defaultValue.map { SchemaSQL(dialect).literal($0, for: self) }
    }
}

extension DefaultValue {
    /// What a database tells of a default, without the ways in which engines write it: `'draft'::text`, `(0)`, `'0'`, `true`.
    init(_ told: String, for type: ColumnType, in dialect: Dialect) {
        var text = told
        if dialect == .postgres, let cast = text.ranges(of: "::").last, !text[cast.upperBound...].contains("'") {
            text = String(text[..<cast.lowerBound])
        }
        while text.hasPrefix("("), text.hasSuffix(")") { text = String(text.dropFirst().dropLast()) }
        let isQuoted = text.hasPrefix("'") && text.hasSuffix("'") && text.count > 1
        if isQuoted { text = String(text.dropFirst().dropLast()).replacing("''", with: "'") }
        if isQuoted, dialect == .mysql { text = Self.unescaped(text) }
        let value: Value? =
            switch type {
            case .boolean: ["true": .integer(1), "false": .integer(0)][text.lowercased()] ?? Int64(text).map(Value.integer)
            case .integer: Int64(text).map(Value.integer)
            case .real: Double(text).map(Value.real)
            case .decimal: Double(text) == nil ? nil : .text(text)
            case .blob: nil
            default: isQuoted ? .text(text) : nil
            }
        self = value.map(DefaultValue.value) ?? .expression(told)
    }

    /// MariaDB tells a text as if backslashes escaped, which they do not in these sessions.
    private static func unescaped(_ text: String) -> String {
        let special: [Unicode.Scalar: Unicode.Scalar] = ["0": "\0", "n": "\n", "r": "\r", "Z": "\u{1A}"]
        var (plain, isEscaped) = (String.UnicodeScalarView(), false)
        for scalar in text.unicodeScalars {
            if isEscaped {
                plain.append(special[scalar] ?? scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                plain.append(scalar)
            }
        }
        return String(plain)
    }
}
