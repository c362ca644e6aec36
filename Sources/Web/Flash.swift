/// A text for the next page that is shown to a visitor. Templates escape it like any other.
public struct Flash: Sendable, Codable, Hashable {
    /// How it is meant; templates use it as a class.
    public enum Category: String, Sendable, Codable {
        /// Good to know.
        case info
        /// What was asked for is done.
        case success
        /// Done, and something is to be thought of.
        case warning
        /// Not done.
        case error
    }

    /// What it says.
    public var text: String
    /// How it is meant.
    public var category: Category

    /// A text of a category.
    public init(_ text: String, _ category: Category = .info) {
        self.text = text
        self.category = category
    }
}
