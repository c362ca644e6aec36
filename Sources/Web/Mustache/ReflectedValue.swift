/// A struct or an object for a template, reflected once: what its parts are is asked of those that a template names.
final class ReflectedValue: MustacheObject {
    private let value: Any
    private lazy var parts = Self.parts(of: value)
    private var seen: [String: MustacheValue] = [:]

    private init(_ value: Any) { self.value = value }

    /// The value with its parts, where it is a struct or an object; else as it describes itself.
    static func of(_ value: Any) -> MustacheValue {
        switch Mirror(reflecting: value).displayStyle {
        case .struct, .class: .object(ReflectedValue(value))
        default: .other(value)
        }
    }

    func part(named name: String) -> MustacheValue? {
        if let known = seen[name] { return known }
        guard let part = parts.first(where: { $0.name == name }) else { return nil }
        let value = MustacheValue(part.value)
        // An optional that holds nothing is absent: the name may stand for something further out.
        if case .nothing = value { return nil }
        seen[name] = value
        return value
    }

    var text: String { String(describing: value) }

    private static func parts(of value: Any) -> [(name: String, value: Any)] {
        Mirror(reflecting: value).children.compactMap { child in child.label.map { ($0, child.value) } }
    }
}
