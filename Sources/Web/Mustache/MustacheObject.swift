/// Something with named parts, as a template sees it.
protocol MustacheObject {
    /// The part of that name; `nil` where there is none, and the name is looked for further out.
    func part(_ word: MustacheWord) -> MustacheValue?

    /// What stands where the whole is shown.
    var text: String { get }
}

/// The parts of a dictionary.
struct MustacheDictionary: MustacheObject {
    let values: any KeyedByName

    func part(_ word: MustacheWord) -> MustacheValue? { values.value(named: word.text).map(MustacheValue.init) }
    var text: String { String(describing: values) }
}

/// Any dictionary whose keys are strings.
protocol KeyedByName {
    func value(named name: String) -> Any?
}

extension Dictionary: KeyedByName where Key == String {
    func value(named name: String) -> Any? { self[name] }
}

/// Anything that a section is repeated for.
protocol ListOfValues {
    var elements: [Any] { get }
}

extension Array: ListOfValues { var elements: [Any] { map { $0 } } }
extension ArraySlice: ListOfValues { var elements: [Any] { map { $0 } } }
extension Set: ListOfValues { var elements: [Any] { map { $0 } } }
extension ReversedCollection: ListOfValues { var elements: [Any] { map { $0 } } }
