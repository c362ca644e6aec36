import Synchronization

/// The templates that may include each other, each parsed once for every indent that it is included with.
final class MustacheTemplates: Sendable {
    private struct Key: Hashable {
        let name: String
        let indent: [UInt8]
    }

    private let sources: [String: String]
    private let parsed = Mutex<[Key: [MustacheNode]]>([:])

    init(_ sources: [String: String]) { self.sources = sources }

    func contains(_ name: String) -> Bool { sources[name] != nil }

    /// Throws where the template can't be read; `nil` where there is none.
    func nodes(_ name: String, indent: [UInt8] = []) throws(MustacheParser.Failure) -> [MustacheNode]? {
        guard let source = sources[name] else { return nil }
        let key = Key(name: name, indent: indent)
        if let known = parsed.withLock({ $0[key] }) { return known }
        let nodes = try MustacheParser.parse(source, indent: indent)
        parsed.withLock { $0[key] = nodes }
        return nodes
    }
}
