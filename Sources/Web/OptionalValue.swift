/// What an optional of any type holds, however deep; any other value itself. To a template an optional that holds nothing is
/// absent, and not the text "nil".
func held(in value: Any) -> Any? {
    guard let optional = value as? any OptionalValue else { return value }
    return optional.held.flatMap(held)
}

/// Any optional, whatever it holds.
protocol OptionalValue {
    var held: Any? { get }
}

extension Optional: OptionalValue {
    var held: Any? { self }
}
