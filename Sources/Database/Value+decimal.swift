#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Stored by its digits, exactly: in a NUMERIC column of a server, in a TEXT column of SQLite (whose own NUMERIC would round it).
extension Decimal: ValueConvertible {
    public static var columnType: ColumnType? { .decimal }
    public var databaseValue: Value { isNaN ? .null : .text(description) }

    public init?(databaseValue: Value) {
        switch databaseValue {
        case .text(let text):
            let isDecimal = text.utf8.allSatisfy { (0x30...0x39).contains($0) || ".-+eE".utf8.contains($0) }
            guard isDecimal, let decimal = Decimal(string: text) else { return nil }
            self = decimal
        case .integer(let integer): self.init(integer)
        case .real(let real) where real.isFinite: self.init(real)
        default: return nil
        }
    }
}
