/// Compares what templates name with what the pages of the site's source give. Of what kind that is, the source does not say: what
/// stands in a section may be a part of what the section shows, and is left to an example (``Site/example(_:file:line:)``).
///
/// 1. What a page's own template names is given by one of the pages of that template: not each has to give it.
/// 2. What a layout or a part names is given by any page of the site.
/// 3. A template of which one page's variables are not known, and that has no example, is ``unchecked``.
struct SourceCheck {
    private let library: TemplateLibrary
    private let known: Set<String>
    private let pages: [NamedPage]
    private let examples: Set<String>
    /// What any page gives; `nil` where that is not known of one.
    private let givenAnywhere: Set<String>?
    /// The first page of each template whose variables are not known.
    let unchecked: [NamedPage]

    private typealias Blocks = [String: (nodes: [MustacheNode], template: String)]
    private static let depth = 24

    init(_ library: TemplateLibrary, _ pages: [NamedPage], _ examples: [PageExample], known: Set<String>) {
        self.library = library
        self.known = known
        self.pages = pages
        let examples = Dictionary(examples.map { ($0.page.template, Set($0.page.variables.keys)) }) { $0.union($1) }
        self.examples = Set(examples.keys)
        var seen = self.examples
        unchecked = pages.filter { $0.variables == nil && seen.insert($0.template).inserted }
        let given = pages.reduce(into: Set<String>()) { $0.formUnion($1.variables ?? []) }
        givenAnywhere = unchecked.isEmpty ? examples.values.reduce(given) { $0.union($1) } : nil
    }

    /// Throws ``TemplateError`` for the first name that no page gives.
    func check() throws(TemplateError) {
        var done = examples.union(unchecked.map(\.template))
        for page in pages where done.insert(page.template).inserted {
            let given = pages.filter { $0.template == page.template }.reduce(into: Set<String>()) {
                $0.formUnion($1.variables ?? [])
            }
            guard let nodes = library.nodes(of: page.template) else { continue }
            try walk(nodes, in: page.template, page, given, [:], depth: 0)
        }
    }

    private func walk(
        _ nodes: [MustacheNode], in template: String, _ page: NamedPage, _ given: Set<String>, _ blocks: Blocks, depth: Int
    ) throws(TemplateError) {
        for node in nodes {
            switch node {
            case .text: break
            case .value(let name, _), .section(let name, _): try check(name, in: template, page, given)
            case .inverted(let name, let inner):
                try check(name, in: template, page, given)
                try walk(inner, in: template, page, given, blocks, depth: depth)
            case .block(let name, let inner):
                let (nodes, owner) = blocks[name] ?? (inner, template)
                try walk(nodes, in: owner, page, given, blocks, depth: depth)
            case .template(.fixed(let other), let replaced, _):
                guard depth < Self.depth, let nodes = library.nodes(of: other) else { break }
                let merged = replaced.mapValues { (nodes: $0, template: template) }.merging(blocks) { $1 }
                try walk(nodes, in: other, page, given, merged, depth: depth + 1)
            case .template(.dynamic(let name), _, _): try check(name, in: template, page, given)
            }
        }
    }

    private func check(
        _ name: MustacheName, in template: String, _ page: NamedPage, _ given: Set<String>
    ) throws(TemplateError) {
        guard let first = name.parts.first, name.textKey == nil, !known.contains(first), !given.contains(first) else { return }
        if template != page.template {
            guard let givenAnywhere, !givenAnywhere.contains(first) else { return }
        }
        let names = given.isEmpty ? "the page has no variables" : "\(given.sorted().joined(separator: ", ")) are"
        let text = (name.isLocal ? "." : "") + name.parts.joined(separator: ".")
        throw library.error(
            in: template, naming: text,
            "\"\(text)\" is not there: \(names) (the page of \(page.file):\(page.line)). What site.pageVariables gives is named in "
                + "site.pageVariableNames")
    }
}
