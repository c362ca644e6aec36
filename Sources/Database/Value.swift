// Database: the repository layer. Values, rows, transactions by closure, migrations, repositories; no engine of its own.

/// A value of a column or a parameter, in SQLite's five storage classes.
public enum Value: Sendable, Hashable {
    /// `NULL`.
    case null
    /// A whole number.
    case integer(Int64)
    /// A floating-point number.
    case real(Double)
    /// Text in UTF-8.
    case text(String)
    /// Bytes.
    case blob([UInt8])
}
