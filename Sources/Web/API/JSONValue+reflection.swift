import FoundationEssentials

extension JSONValue {
    /// What a template's variable is to a program: texts, numbers, lists and objects as they are, anything else by its parts.
    /// Texts are in the visitor's language. Optionals that hold nothing are `null`.
    init(reflecting value: Any, in language: Language) {
        guard let value = held(in: value) else {
            self = .null
            return
        }
        switch value {
        case let value as JSONValue: self = value
        case let value as Text: self = .string(language.string(value))
        case let value as String: self = .string(value)
        case let value as Bool: self = .bool(value)
        case let value as any BinaryInteger: self = Int64(exactly: value).map { .integer($0) } ?? .string("\(value)")
        case let value as Double: self = value.isFinite ? .number(value) : .null
        case let value as [String: Any]: self = .object(value.mapValues { JSONValue(reflecting: $0, in: language) })
        case let value as [Any]: self = .array(value.map { JSONValue(reflecting: $0, in: language) })
        case let value as any Encodable: self = Self.encoded(value, language)
        default: self = Self.parts(of: value, language)
        }
    }

    private static func encoded(_ value: any Encodable, _ language: Language) -> JSONValue {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        guard let bytes = try? encoder.encode(value), let json = try? JSONDecoder().decode(JSONValue.self, from: bytes) else {
            return parts(of: value, language)
        }
        return json
    }

    private static func parts(of value: Any, _ language: Language) -> JSONValue {
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .struct, !mirror.children.isEmpty else { return .string(String(describing: value)) }
        let parts = mirror.children.compactMap { child in
            child.label.map { ($0, JSONValue(reflecting: child.value, in: language)) }
        }
        return .object(Dictionary(parts) { first, _ in first })
    }
}
