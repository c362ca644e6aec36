/// A page of the site's own in the menu of ``AccountSettings/adminPath``.
public struct AdminMenuEntry: Sendable, Hashable {
    /// What stands there: `@key` is a key of the language files, anything else is said as it is.
    public var label: String
    /// Where it leads: `/admin/orders`.
    public var path: String

    /// An entry.
    public init(_ label: String, _ path: String) { (self.label, self.path) = (label, path) }
}
