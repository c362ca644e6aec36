/// A struct or an object for a template. A part is reflected when a template names it: to reflect all of them would be most of
/// the time of a small page.
final class ReflectedValue: MustacheObject {
    private let value: Any
    private let names: PartNames?
    private lazy var children = Mirror(reflecting: value).children
    private var seen = SeenParts()

    /// - Parameter names: the places of its parts, where they are known from other values of its type.
    init(_ value: Any, _ names: PartNames?) {
        self.value = value
        self.names = names
    }

    /// What values of this one's type are: objects with parts, or what describes itself.
    static func kind(of sample: Any) -> MustacheKind {
        let mirror = Mirror(reflecting: sample)
        switch mirror.displayStyle {
        case .struct, .class: return .parts(PartNames(sample, mirror))
        default: return .other
        }
    }

    func part(_ word: MustacheWord) -> MustacheValue? {
        if let known = seen[word] { return known }
        guard let part = child(word) else { return nil }
        let value = MustacheValue(part)
        // An optional that holds nothing is absent: the name may stand for something further out.
        if case .nothing = value { return nil }
        seen.keep(value, of: word)
        return value
    }

    var text: String { String(describing: value) }

    /// Whether its type says what is shown of it.
    var describesItself: Bool { value is any CustomStringConvertible || value is any LosslessStringConvertible }

    private func child(_ word: MustacheWord) -> Any? {
        guard let names else { return children.first { $0.label == word.text }?.value }
        guard let place = names.place(of: word) else { return nil }
        return children[children.index(children.startIndex, offsetBy: place)].value
    }
}
