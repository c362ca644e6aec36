public import Logging

/// A change of a row, by whatever program, as a listener sees it.
///
/// It has happened: the transaction that made it is durable. The row may have changed again since, or be gone.
public struct RowEvent: Sendable {
    /// What was done to the row.
    public enum Kind: String, Sendable, Hashable, CaseIterable, Comparable, ValueConvertible {
        /// It is new.
        case insert
        /// It was changed.
        case update
        /// It is gone.
        case delete

        /// By their names: an order for lists, and no more.
        public static func < (one: Kind, other: Kind) -> Bool { one.rawValue < other.rawValue }
    }

    /// The same for all listeners and through all attempts: an idempotency key for what a listener calls.
    public let id: String
    /// What happened to it.
    public let kind: Kind
    /// The table's name.
    public let table: String
    /// The row's key as text; see ``key(as:)``. Of an update that changes the key it is the new one.
    public let rowID: String
    /// Milliseconds since 1970, by the database's clock.
    public let time: Int64
    /// The recorded columns before the change; `nil` for an insert, and where none are recorded.
    public let old: Row?
    /// The recorded columns after the change; `nil` for a delete, and where none are recorded.
    public let new: Row?

    private let delivery: RunningTask

    init(_ stored: StoredEvent, _ delivery: RunningTask) throws(TaskFailure) {
        guard let kind = Kind(rawValue: stored.kind) else { throw .giveUp("no event is of the kind \(stored.kind)") }
        id = stored.id
        self.kind = kind
        table = stored.tableName
        rowID = stored.rowID
        time = stored.createdAt
        old = try Self.row(stored.oldValues)
        new = try Self.row(stored.newValues)
        self.delivery = delivery
    }

    private static func row(_ json: String?) throws(TaskFailure) -> Row? {
        do throws(DatabaseError) {
            return try json.map { json throws(DatabaseError) in try RecordedValues(json: json).row }
        } catch {
            throw .giveUp("\(error)")
        }
    }

    /// How often this listener was begun for this event, from 1.
    public var attempt: Int { delivery.attempt }
    /// To read and write in: a transaction of its own each time.
    public var database: any DatabaseEngine { delivery.database }
    /// With the event's id in its metadata.
    public var logger: Logger { delivery.logger }

    /// The row's key as the model has it.
    ///
    /// - Returns: `nil` where the text is none.
    public func key<ID: ValueConvertible>(as type: ID.Type = ID.self) -> ID? {
        if let number = Int64(rowID), let id = ID(databaseValue: .integer(number)) { return id }
        return ID(databaseValue: .text(rowID))
    }

    /// Says in a transaction of the listener's own that the event is handled: what the transaction changes is then done once, and not
    /// at least once.
    ///
    /// - Throws: ``DatabaseError/Kind/misuse`` where another instance has the event now: this transaction must not happen.
    public func finish(in transaction: any Transaction) throws(DatabaseError) { try delivery.finish(in: transaction) }
}
