/// A template as its parts stand in each other.
indirect enum MustacheNode: Sendable {
    case text([UInt8])
    case value(MustacheName, isEscaped: Bool)
    case section(MustacheName, [MustacheNode])
    case inverted(MustacheName, [MustacheNode])
    /// Another template, with blocks of it replaced where it is a parent, each of its lines indented.
    case template(MustacheReference, blocks: [String: [MustacheNode]], indent: [UInt8])
    /// A place that a template which inherits may fill.
    case block(String, [MustacheNode])
}

/// Which template is meant.
enum MustacheReference: Sendable, Hashable {
    case fixed(String)
    /// `{{>*name}}`: its name is a value of the page.
    case dynamic(MustacheName)
}
