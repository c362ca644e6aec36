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
        let old = before.indexes.map(translated)
        return after.indexes.filter { index in !old.contains { $0.isSame(as: index) } }
    }

    var removedIndexes: [IndexSchema] {
        guard let after, let before else { return [] }
        return before.indexes.filter { index in !after.indexes.contains { $0.isSame(as: translated(index)) } }
    }

    var addedForeignKeys: [ForeignKeySchema] {
        guard let after, let before else { return [] }
        let old = before.foreignKeys.map(translated)
        return after.foreignKeys.filter { key in !old.contains { $0.isSame(as: key) } }
    }

    var removedForeignKeys: [ForeignKeySchema] {
        guard let after, let before else { return [] }
        return before.foreignKeys.filter { key in !after.foreignKeys.contains { $0.isSame(as: translated(key)) } }
    }

    func isEmpty(_ dialect: Dialect) -> Bool {
        guard let after, let before else { return before == nil && after == nil }
        return added.isEmpty && removed.isEmpty && altered(dialect).isEmpty && addedIndexes.isEmpty && removedIndexes.isEmpty
            && addedForeignKeys.isEmpty && removedForeignKeys.isEmpty && renamed.isEmpty && after.key == before.key.map(newName)
    }

    private func newName(_ old: SQLName) -> SQLName { renamed.first { $0.value == old }?.key ?? old }

    private func translated(_ index: IndexSchema) -> IndexSchema {
        var index = index
        index.columns = index.columns.map(newName)
        return index
    }

    private func translated(_ key: ForeignKeySchema) -> ForeignKeySchema {
        var key = key
        key.columns = key.columns.map(newName)
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

    private func literal(_ dialect: Dialect) -> String? {
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
        // MariaDB tells it as if backslashes escaped, which they do not in these sessions.
        if isQuoted, dialect == .mysql { text = text.replacing("\\'", with: "'").replacing("\\\\", with: "\\") }
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
}
