public import Database

/// The number of a user: the primary key of `users`.
///
/// `UserID()` is "not stored yet": a model is declared with it, and gets its number from the database.
public struct UserID: Hashable, Sendable {
    /// The key as the database holds it; 0 where the user is not stored yet.
    public let rawValue: Int64

    /// A user that is not stored yet.
    public init() { rawValue = 0 }

    /// The id of a row of `users`.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }
}

extension UserID {
    /// No user's number: for work that is done for its time alone.
    static let nobody = UserID(0)
}

extension UserID: ValueConvertible {
    public static var columnType: ColumnType? { .integer }

    /// The number.
    public var databaseValue: Value { .integer(rawValue) }

    public init?(databaseValue: Value) {
        guard case .integer(let id) = databaseValue else { return nil }
        rawValue = id
    }
}

/// In a path (`/people/:id`) and on the command line: decimal digits, no sign.
extension UserID: LosslessStringConvertible {
    public var description: String { String(rawValue) }

    public init?(_ description: String) {
        guard description.utf8.first.map({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) == true,
            let id = Int64(description)
        else { return nil }
        rawValue = id
    }
}

/// A bare number, as the column holds it.
extension UserID: Codable {
    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
