/// A row of a result: values under column names that all rows of the result share.
public struct Row: Sendable, Hashable {
    /// As the statement names them.
    public let columns: [String]
    /// In the columns' order.
    public let values: [Value]

    /// A row of these columns; both lists have one length.
    public init(columns: [String], values: [Value]) {
        self.columns = columns
        self.values = values
    }

    /// The value of a column; `nil` where there is no such column.
    public subscript(column: String) -> Value? {
        columns.firstIndex(of: column).map { values[$0] }
    }
}
