import CPostgres
import Database

/// A column of a result: its name, and how its text becomes a value.
struct PostgresColumn {
    let name: String
    let kind: Kind

    /// The types that SQLite's five storage classes tell apart, by their OIDs (`pg_type.dat`); all others are text.
    enum Kind {
        case bool, integer, real, decimal, bytes, moment, text
    }

    init(name: String, type: Oid) {
        self.name = name
        kind =
            switch type {
            case 16: .bool
            case 20, 21, 23, 26: .integer
            case 700, 701: .real
            case 1700: .decimal
            case 17: .bytes
            case 1114, 1184: .moment
            default: .text
            }
    }
}

extension PostgresColumn.Kind {
    func value(_ bytes: UnsafeRawBufferPointer) -> Value {
        switch self {
        case .bool: return .integer(bytes.first == UInt8(ascii: "t") ? 1 : 0)
        case .bytes: return .blob(Self.hexadecimal(bytes))
        case .moment: return Value(moment: bytes)
        case .integer: if let number = Self.integer(bytes) { return .integer(number) }
        case .real, .decimal, .text: break
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return switch self {
        case .real: Double(text).map(Value.real) ?? .text(text)
        case .decimal: Value(decimal: text)
        default: .text(text)
        }
    }

    /// `-42`, of a type that ends at 64 bits.
    private static func integer(_ text: UnsafeRawBufferPointer) -> Int64? {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = text.dropFirst(isNegative ? 1 : 0)
        guard !digits.isEmpty else { return nil }
        var number: Int64 = 0
        for byte in digits {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            let (tens, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            // Below zero there is one number more.
            let (sum, isBeyond) = tens.subtractingReportingOverflow(Int64(byte - 0x30))
            guard !isTooLarge, !isBeyond else { return nil }
            number = sum
        }
        guard !isNegative else { return number }
        return number == .min ? nil : -number
    }

    /// `\x00ff` (https://www.postgresql.org/docs/current/datatype-binary.html, the hex format).
    private static func hexadecimal(_ text: UnsafeRawBufferPointer) -> [UInt8] {
        func digit(_ byte: UInt8) -> UInt8 { byte < 0x3a ? byte - 0x30 : (byte | 0x20) - 0x57 }
        let count = max(0, (text.count - 2) / 2)
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            for index in 0..<count {
                buffer.initializeElement(
                    at: index, to: digit(text[2 + 2 * index]) << 4 | digit(text[3 + 2 * index]))
            }
            initialized = count
        }
    }
}
