/// A value as a template sees it.
enum MustacheValue {
    case text(String)
    case flag(Bool)
    case list([Any])
    case object(any MustacheObject)
    /// What is said in the language of the page.
    case localized(Text)
    /// Gets a section as it was rendered, and gives what stands in its place.
    case function((String) -> String)
    /// Anything else: it is there, and shown as it describes itself.
    case other(Any)
    /// An optional that holds nothing, or no value at all.
    case nothing

    /// What `value` is, asked once.
    init(_ value: Any) {
        // The most frequent first, by a comparison of addresses: a cast that fails costs more than one that succeeds.
        if type(of: value) == String.self, let text = value as? String {
            self = .text(text)
            return
        }
        self = MustacheKind.of(type(of: value), value).value(value)
    }

    /// What it is written as; `nil` for what leaves nothing behind.
    func shown(in language: Language) -> String? {
        switch self {
        case .localized(let text): language.string(text)
        case .text(let text): text
        case .flag(let flag): flag ? "true" : "false"
        case .list(let list): String(describing: list)
        case .object(let object): object.text
        case .function(let function): function("")
        case .other(let value): String(describing: value)
        case .nothing: nil
        }
    }

    /// Whether a section shows itself for it.
    var isTrue: Bool {
        switch self {
        case .flag(let flag): flag
        case .list(let list): !list.isEmpty
        case .nothing: false
        default: true
        }
    }
}
