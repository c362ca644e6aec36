/// Compares what a template names with the variables of an example.
struct TemplateCheck {
    let library: TemplateLibrary
    /// What every page has, beside its own variables: of what kind is not known here.
    let known: Set<String>

    /// What every page of every site has.
    static let common: Set<String> = [
        "asset", "app_name", "csrf_token", "flashes", "path", "request_id", "year", "language", "text_direction",
    ]
    /// Deeper than any page; a template that includes itself for a tree's branches ends here.
    private static let depth = 24

    private typealias Blocks = [String: (nodes: [MustacheNode], template: String)]

    func check(_ example: PageExample) throws(TemplateError) {
        let scope: Any = example.page.variables
        try walk(template: example.page.template, [scope], [:], depth: 0, example)
    }

    private func walk(
        template: String, _ scopes: [Any], _ blocks: Blocks, depth: Int, _ example: PageExample
    ) throws(TemplateError) {
        guard depth < Self.depth, let nodes = library.nodes(of: template) else { return }
        try walk(nodes, in: template, scopes, blocks, depth: depth, example)
    }

    private func walk(
        _ nodes: [MustacheNode], in template: String, _ scopes: [Any], _ blocks: Blocks, depth: Int, _ example: PageExample
    ) throws(TemplateError) {
        for node in nodes {
            switch node {
            case .text: break
            case .value(let name, _) where name.textKey != nil: break
            case .value(let name, _): try checkShown(name, in: template, scopes, example)
            case .inverted(let name, let inner):
                _ = try find(name, in: template, scopes, example)
                try walk(inner, in: template, scopes, blocks, depth: depth, example)
            case .section(let name, let inner):
                guard case .value(let value) = try find(name, in: template, scopes, example) else { break }
                let held = (value as? any ListOfValues)?.elements.first ?? value
                if let list = value as? any ListOfValues, list.elements.isEmpty { break }
                try walk(inner, in: template, scopes + [held], blocks, depth: depth, example)
            case .block(let name, let inner):
                let (nodes, owner) = blocks[name] ?? (inner, template)
                try walk(nodes, in: owner, scopes, blocks, depth: depth, example)
            case .template(.fixed(let other), let replaced, _):
                // The outermost child's block wins.
                let merged = replaced.mapValues { (nodes: $0, template: template) }.merging(blocks) { $1 }
                try walk(template: other, scopes, merged, depth: depth + 1, example)
            case .template(.dynamic(let name), _, _): _ = try find(name, in: template, scopes, example)
            }
        }
    }

    private enum Found {
        case value(Any)
        /// An optional that holds nothing, or what only a request knows.
        case unknown
    }

    private func checkShown(_ name: MustacheName, in template: String, _ scopes: [Any], _ example: PageExample)
        throws(TemplateError)
    {
        guard case .value(let value) = try find(name, in: template, scopes, example) else { return }
        switch MustacheValue(value) {
        case .list:
            throw error(name, in: template, "is a list: a section shows it, {{#\(text(name))}}…{{/\(text(name))}}", example)
        case .object(is MustacheDictionary):
            throw error(name, in: template, "has parts: name one of them", example)
        case .object(let object as ReflectedValue) where !object.describesItself:
            throw error(name, in: template, "is a \(type(of: value)): name a part of it", example)
        default: return
        }
    }

    private func find(
        _ name: MustacheName, in template: String, _ scopes: [Any], _ example: PageExample
    ) throws(TemplateError) -> Found {
        guard let first = name.parts.first else { return scopes.last.map { .value($0) } ?? .unknown }
        let places = name.isLocal ? Array(scopes.suffix(1)) : scopes.reversed()
        guard var found = places.lazy.compactMap({ Self.part(first, of: $0) }).first else {
            if known.contains(first) { return .unknown }
            throw error(
                name, in: template, "is not there: \(Self.names(in: scopes).sorted().joined(separator: ", ")) are", example)
        }
        for part in name.parts.dropFirst() {
            guard case .value(let value) = found else { return .unknown }
            guard let next = Self.part(part, of: value) else {
                throw error(
                    name, in: template,
                    "has no part \(part): \(Self.names(in: [value]).sorted().joined(separator: ", ")) are there", example)
            }
            found = next
        }
        return found
    }

    /// A part of a value; `nil` where it has none of this name.
    private static func part(_ name: String, of value: Any) -> Found? {
        let part: Any?
        if let values = value as? any KeyedByName {
            part = values.value(named: name)
        } else {
            part = Mirror(reflecting: value).children.first { $0.label == name }?.value
        }
        return part.map { part in held(in: part).map { .value($0) } ?? .unknown }
    }

    private static func names(in scopes: [Any]) -> [String] {
        scopes.flatMap { scope in
            (scope as? [String: any Sendable]).map { Array($0.keys) } ?? Mirror(reflecting: scope).children.compactMap(\.label)
        }
    }

    private func text(_ name: MustacheName) -> String { (name.isLocal ? "." : "") + name.parts.joined(separator: ".") }

    private func error(_ name: MustacheName, in template: String, _ problem: String, _ example: PageExample) -> TemplateError {
        library.error(in: template, naming: text(name), "\"\(text(name))\" \(problem) (the example of \(example.place))")
    }
}
