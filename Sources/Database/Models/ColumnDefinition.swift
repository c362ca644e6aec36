/// A column of a table as its model declares it: shared by every query that names it, and never changed.
final class ColumnDefinition: Sendable {
    let name: SQLName
    /// The name, quoted: made once.
    let quoted: QuotedName
    let type: ColumnType
    let isOptional: Bool
    /// Where a `CREATE TABLE` gives it one.
    let defaultValue: Value?
    let isUnique: Bool
    let isIndexed: Bool
    let reference: ForeignReference?
    /// What it was called before.
    let formerName: SQLName?

    init<Kind>(_ name: SQLName, _ options: ColumnOptions<Kind>) {
        self.name = name
        quoted = QuotedName(name)
        type = options.type ?? Kind.columnType ?? .text
        isOptional = Kind.self is any AnyOptional.Type
        defaultValue = options.defaultValue
        (isUnique, isIndexed, reference, formerName) = (
            options.isUnique, options.isIndexed, options.reference, options.formerName
        )
    }

    var isDecimal: Bool {
        if case .decimal = type { return true }
        return false
    }
}

/// Which row of which table a column names.
struct ForeignReference: Sendable {
    /// Asked late: two tables may name each other.
    let table: @Sendable () -> SQLName
    let column: @Sendable () -> SQLName
    let onDelete: ForeignKeyAction
}

/// What becomes of a row whose parent is deleted.
public enum ForeignKeyAction: String, Sendable, Hashable, CaseIterable {
    /// The parent can't be deleted.
    case refuse = "NO ACTION"
    /// The row goes too.
    case cascade = "CASCADE"
    /// The column becomes `nil`.
    case setNull = "SET NULL"
}

/// A name as both kinds of quotes have it.
struct QuotedName: Sendable, Hashable {
    let standard: String
    let mysql: String

    init(_ name: SQLName) {
        standard = name.quoted(for: .sqlite)
        mysql = name.quoted(for: .mysql)
    }

    subscript(dialect: Dialect) -> String { dialect == .mysql ? mysql : standard }
}

/// Whether a type is optional.
protocol AnyOptional {}
extension Optional: AnyOptional {}
