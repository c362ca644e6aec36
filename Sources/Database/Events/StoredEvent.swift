/// An event as it stands in the table.
public struct StoredEvent: Sendable, Hashable, Decodable {
    /// In the order of the events of a row, on any engine; of all rows only where one transaction writes at a time.
    public let number: Int64
    /// Unique; ``RowEvent/id`` for listeners.
    public let id: String
    /// The table of the row.
    public let tableName: String
    /// The row's key, as text.
    public let rowID: String
    /// The raw value of a ``RowEvent/Kind``.
    public let kind: String
    /// Milliseconds since 1970.
    public let createdAt: Int64
    /// JSON; `nil` where nothing was recorded.
    public let oldValues: String?
    /// JSON; `nil` where nothing was recorded.
    public let newValues: String?

    private enum CodingKeys: String, CodingKey {
        case number, id, tableName, rowID = "rowId", kind, createdAt, oldValues, newValues
    }

    static let columns = "number, id, table_name, row_id, kind, created_at, old_values, new_values"
}
