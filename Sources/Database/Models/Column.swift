/// The columns of a model in a query: `$0` of ``Repository/filter(_:)`` and its kin.
@dynamicMemberLookup
public struct Columns<Entity: Model>: Sendable {
    /// For conditions that are made apart from a query.
    public init() {}

    /// The column of a property.
    public subscript<Kind: ValueConvertible>(dynamicMember path: KeyPath<Entity, Kind>) -> Column<Entity, Kind> {
        Column(path)
    }
}

/// A column in a query; what can be said of it makes a ``Condition``, an ``Order`` or an ``Assignment``.
public struct Column<Entity: Model, Kind: ValueConvertible>: Sendable {
    private enum State: Sendable {
        case known(ColumnDefinition)
        /// What the key path says, for the error.
        case unknown(String)
    }

    private let state: State

    init(_ path: KeyPath<Entity, Kind>) {
        state = Entity.table.column(path).map(State.known) ?? .unknown(path.debugDescription)
    }

    var definition: ColumnDefinition {
        get throws(DatabaseError) {
            switch state {
            case .known(let definition): return definition
            case .unknown(let path):
                try Entity.table.check()
                throw DatabaseError(.misuse, "\(path) is no column of the table \(Entity.table.name): declare it there")
            }
        }
    }
}

extension SQLBuilder {
    /// A column where it is compared or sorted by: SQLite keeps decimals as text, and compares their numbers by this collation.
    mutating func append(compared column: ColumnDefinition) {
        append(column.quoted)
        if dialect == .sqlite, column.isDecimal { append(" COLLATE satchel_decimal") }
    }
}
