/// The parameters of a statement: by position (`?`) or by name (`:name`).
///
///     try tx.query("SELECT * FROM users WHERE id = ?", [7])
///     try tx.query("SELECT * FROM users WHERE username = :name", ["name": "ada"])
///
/// Values are written `Database.Value`: `Value` alone is also the associated type of a dictionary literal.
public enum Parameters: Sendable, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    /// For `?`, in their order.
    case positional([Database.Value])
    /// For `:name`.
    case named([(name: String, value: Database.Value)])

    /// A statement without parameters.
    public static var none: Parameters { .positional([]) }

    public init(arrayLiteral elements: (any ValueConvertible)?...) {
        self = .positional(elements.map(Self.value))
    }

    public init(dictionaryLiteral elements: (String, (any ValueConvertible)?)...) {
        self = .named(elements.map { (name: $0.0, value: Self.value($0.1)) })
    }

    private static func value(_ given: (any ValueConvertible)?) -> Database.Value {
        guard let given else { return .null }
        return given.databaseValue
    }
}

/// A Swift value that has a place in a column.
public protocol ValueConvertible: Sendable {
    /// What is stored.
    var databaseValue: Value { get }
    /// `nil` where the value is of another kind or out of range.
    init?(databaseValue: Value)
    /// What a column of such values is, for tables that a ``Model`` declares; `nil` where it has to say so.
    static var columnType: ColumnType? { get }
}

extension ValueConvertible {
    public static var columnType: ColumnType? { nil }
}
