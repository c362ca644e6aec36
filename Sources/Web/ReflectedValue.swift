import Mustache

/// A struct or an object for a template, reflected once.
///
/// swift-mustache alone reflects it anew for every name that stands inside its section, also for names that it does not have and
/// that are then found further out. That was a quarter of the time of a signed-in visitor's page.
final class ReflectedValue: MustacheParent, CustomStringConvertible {
    private let value: Any
    private lazy var properties = Self.properties(of: value)

    private init(_ value: Any) {
        self.value = value
    }

    /// The value as a template should see it: wrapped where it has named parts and no way of its own to give them.
    static func wrapping(_ value: Any) -> Any {
        switch value {
        case is String, is Bool, is Int, is any MustacheParent, is any MustacheSequence, is MustacheLambda,
            is MustacheTemplate, is any MustacheTransformable, is any MustacheCustomRenderable,
            is any MustacheCustomRepresentation:
            return value
        default:
            let style = Mirror(reflecting: value).displayStyle
            return style == .struct || style == .class ? ReflectedValue(value) : value
        }
    }

    func child(named name: String) -> Any? {
        properties[name].flatMap(held).map(Self.wrapping)
    }

    /// Without a name the value is shown as it describes itself.
    var description: String { String(describing: value) }

    /// By name. What they are is asked of those that a template names: that costs more than to find them.
    private static func properties(of value: Any) -> [String: Any] {
        var properties: [String: Any] = [:]
        for case (let label?, let part) in Mirror(reflecting: value).children { properties[label] = part }
        return properties
    }
}
