/// A template that can't be used, with the place.
public struct TemplateError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file, or the name of a template that has none.
    public var file: String
    /// From 1; `nil` where the whole file is meant.
    public var line: Int?
    /// Where in the line, in bytes from 1; `nil` where the whole line is meant.
    public var column: Int?
    /// The text of that line.
    public var source: String?
    /// What is wrong.
    public var message: String
    /// By which tags the page comes to the file, `Templates/home.mustache:3:1 includes parts/row`; empty where it is the page's own, and
    /// before a page is asked for.
    public var includes: [String] = []

    /// `Templates/home.mustache:12: …`
    public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(message)" }
}
