import Synchronization

/// What the values of a type are to a template. A type is asked once, when its first value is seen: questions about types at run
/// time were a seventh of the time of a page.
enum MustacheKind: Sendable {
    case text, substring, flag, list, dictionary, optional, localized, other
    /// A struct or an object; the places of its parts where all values of its type have the same.
    case parts(PartNames?)

    private static let known = Mutex<[ObjectIdentifier: MustacheKind]>([:])

    /// - Parameter sample: the value that is asked for.
    static func of(_ type: Any.Type, _ sample: Any) -> MustacheKind {
        known.withLock { known in
            if let kind = known[ObjectIdentifier(type)] { return kind }
            let kind = classify(type, sample)
            known[ObjectIdentifier(type)] = kind
            return kind
        }
    }

    private static func classify(_ type: Any.Type, _ sample: Any) -> MustacheKind {
        if type == String.self { return .text }
        if type == Substring.self { return .substring }
        if type == Bool.self { return .flag }
        if type == Text.self { return .localized }
        if type is any OptionalValue.Type { return .optional }
        if type is any ListOfValues.Type { return .list }
        if type is any KeyedByName.Type { return .dictionary }
        // Numbers are structs too, and have no parts that a template could name.
        if type is any Numeric.Type { return .other }
        return ReflectedValue.kind(of: sample)
    }

    /// The value of a type of this kind.
    func value(_ value: Any) -> MustacheValue {
        switch self {
        case .text: if let text = value as? String { return .text(text) }
        case .substring: if let text = value as? Substring { return .text(String(text)) }
        case .flag: if let flag = value as? Bool { return .flag(flag) }
        case .localized: if let text = value as? Text { return .localized(text) }
        case .optional: return held(in: value).map { MustacheValue($0) } ?? .nothing
        case .list: if let list = value as? any ListOfValues { return .list(list.elements) }
        case .dictionary: if let values = value as? any KeyedByName { return .object(MustacheDictionary(values: values)) }
        case .parts(let names): return .object(ReflectedValue(value, names))
        case .other: break
        }
        return .other(value)
    }
}
