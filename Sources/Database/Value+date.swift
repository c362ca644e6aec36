#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Stored as SQLAlchemy stores a DATETIME in SQLite: `2026-03-01 09:30:00.000000`, in UTC, to the microsecond, so that text order
/// is time order. Years outside 1 to 9999 are stored as a number.
///
/// Read: that text; ISO 8601 with `T`, fewer or more digits, `Z` or an offset, or only a date; a number as seconds since 1970.
extension Date: ValueConvertible {
    public static var columnType: ColumnType? { .timestamp }
    public var databaseValue: Value {
        let seconds = timeIntervalSince1970
        guard seconds > -62_135_596_800, seconds < 253_402_300_799 else { return .real(seconds) }
        return .text(Timestamp(microseconds: Int64((seconds * 1_000_000).rounded())).text)
    }

    public init?(databaseValue: Value) {
        switch databaseValue {
        case .text(let text):
            guard let timestamp = Timestamp(text) else { return nil }
            self.init(timeIntervalSince1970: Double(timestamp.microseconds) / 1_000_000)
        case .integer(let seconds): self.init(timeIntervalSince1970: Double(seconds))
        case .real(let seconds): self.init(timeIntervalSince1970: seconds)
        default: return nil
        }
    }
}
