#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Stored as text in lower case with hyphens; read also without hyphens (SQLAlchemy's `Uuid`) and from 16 bytes.
extension UUID: ValueConvertible {
    public static var columnType: ColumnType? { .uuid }
    public var databaseValue: Value { .text(uuidString.lowercased()) }

    public init?(databaseValue: Value) {
        switch databaseValue {
        case .text(let text): self.init(text: text)
        case .blob(let bytes) where bytes.count == 16:
            self = bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
        default: return nil
        }
    }

    private init?(text: String) {
        guard text.utf8.count == 32 else {
            self.init(uuidString: text)
            return
        }
        var hyphenated = ""
        for (index, digit) in text.enumerated() {
            if [8, 12, 16, 20].contains(index) { hyphenated.append("-") }
            hyphenated.append(digit)
        }
        self.init(uuidString: hyphenated)
    }
}
