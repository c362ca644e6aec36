#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A value without the ways in which engines write it, to compare what two of them hold.
enum PlainValue {
    static func of(_ value: Value, _ type: ColumnType) -> Value {
        switch (type, value) {
        case (.timestamp, .text(let text)): Timestamp(text).map { .text($0.text) } ?? value
        case (.decimal, .text(let text)): decimal(text)
        case (.decimal, .integer(let integer)): .text(String(integer))
        case (.decimal, .real(let real)): decimal("\(real)")
        case (.real, .integer(let integer)): .real(Double(integer))
        case (.real, .text(let text)): Double(text).map(Value.real) ?? value
        case (.uuid, .text(let text)): .text(text.lowercased())
        case (.json, .text(let text)): .text(json(text))
        case (.boolean, .text(let text)): Int64(text).map(Value.integer) ?? value
        default: value
        }
    }

    /// `1.50` is `1.5`, `1e3` is `1000`, and `-0.0` is `0`.
    private static func decimal(_ given: String) -> Value {
        let text = given.lowercased().contains("e") ? Decimal(string: given)?.description ?? given : given
        guard text.contains(".") else { return .text(text) }
        var digits = Substring(text)
        while digits.last == "0" { digits.removeLast() }
        if digits.last == "." { digits.removeLast() }
        return .text(digits == "-0" || digits.isEmpty || digits == "-" ? "0" : String(digits))
    }

    /// PostgreSQL keeps no order of keys and no blanks.
    private static func json(_ text: String) -> String {
        guard let content = try? JSONDecoder().decode(JSONContent.self, from: Data(text.utf8)) else { return text }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(content) else { return text }
        return String(decoding: data, as: UTF8.self)
    }
}

/// Any JSON.
private indirect enum JSONContent: Codable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case list([JSONContent])
    case object([String: JSONContent])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let bool = try? container.decode(Bool.self) {
            self = .bool(bool)
        } else if let integer = try? container.decode(Int64.self) {
            self = .integer(integer)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([JSONContent].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: JSONContent].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let bool): try container.encode(bool)
        case .integer(let integer): try container.encode(integer)
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        case .list(let list): try container.encode(list)
        case .object(let object): try container.encode(object)
        }
    }
}
