/// What a table says of a column beside its property.
///
///     table.column(\.authorID, .references(User.self, onDelete: .cascade), .indexed)
public struct ColumnOption<Kind: ValueConvertible>: Sendable {
    let apply: @Sendable (inout ColumnOptions<Kind>) -> Void

    private init(_ apply: @escaping @Sendable (inout ColumnOptions<Kind>) -> Void) { self.apply = apply }

    /// No two rows have the same; `nil` may stand in many.
    public static var unique: ColumnOption { ColumnOption { $0.isUnique = true } }

    /// Rows are found by it quickly.
    public static var indexed: ColumnOption { ColumnOption { $0.isIndexed = true } }

    /// What rows get that are there when the column is added, and rows that other programs insert without it.
    public static func `default`(_ value: Kind) -> ColumnOption { ColumnOption { $0.defaultValue = value.databaseValue } }

    /// The type, where it does not follow from the property's.
    public static func type(_ type: ColumnType) -> ColumnOption { ColumnOption { $0.type = type } }

    /// Text of at most so many characters.
    public static func length(_ count: Int) -> ColumnOption { type(.string(count)) }

    /// The column's own name, where it is not the property's in snake case.
    public static func named(_ name: SQLName) -> ColumnOption { ColumnOption { $0.name = name } }

    /// What the column was called before: `db migrate` renames it then, and never guesses.
    public static func renamed(from name: SQLName) -> ColumnOption { ColumnOption { $0.formerName = name } }

    /// The value is the key of a row there.
    public static func references<Parent: Model>(
        _ parent: Parent.Type, onDelete: ForeignKeyAction = .refuse
    ) -> ColumnOption {
        ColumnOption {
            $0.reference = ForeignReference(
                table: { Parent.table.name }, column: { Parent.table.keyName }, onDelete: onDelete)
        }
    }

    /// The same for a table that has no model: `.references("users")`.
    public static func references(
        _ table: SQLName, _ column: SQLName = "id", onDelete: ForeignKeyAction = .refuse
    ) -> ColumnOption {
        ColumnOption { $0.reference = ForeignReference(table: { table }, column: { column }, onDelete: onDelete) }
    }
}

/// All that was said of one column.
struct ColumnOptions<Kind: ValueConvertible> {
    var name: SQLName?
    var type: ColumnType?
    var defaultValue: Value?
    var isUnique = false
    var isIndexed = false
    var reference: ForeignReference?
    var formerName: SQLName?

    init(_ options: [ColumnOption<Kind>]) {
        for option in options { option.apply(&self) }
    }
}
