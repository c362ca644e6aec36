// Database: the repository layer. Values, rows, transactions by closure, migrations, repositories; no engine of its own.

/// A value of a column or a parameter, in SQLite's five storage classes.
public enum Value: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}
