/// All templates of a site, compiled and found to fit together.
struct TemplateLibrary: Sendable {
    private let templates: MustacheTemplates
    private let programs: [String: MustacheProgram]
    private let files: [String: String]
    private let sources: [String: TemplateSource]

    /// Compiles them. Throws ``TemplateError`` for the first that is wrong, includes what is not there, or is its own parent.
    init(_ sources: [TemplateSource]) throws(TemplateError) {
        templates = MustacheTemplates(Dictionary(sources.map { ($0.name, $0.text) }) { first, _ in first })
        files = Dictionary(sources.map { ($0.name, $0.file) }) { first, _ in first }
        self.sources = Dictionary(sources.map { ($0.name, $0) }) { first, _ in first }
        for source in sources { try Self.parse(source, templates) }
        try Self.checkReferences(sources)
        var programs: [String: MustacheProgram] = [:]
        for source in sources {
            var compiler = MustacheCompiler(templates)
            _ = compiler.append(source.name)
            programs[source.name] = compiler.program
        }
        self.programs = programs
    }

    func contains(_ name: String) -> Bool { templates.contains(name) }

    /// The parts of a template; `nil` where there is none of that name.
    func nodes(of name: String) -> [MustacheNode]? { (try? templates.nodes(name)).flatMap { $0 } }

    /// An error at the first tag of a template that names something.
    func error(in template: String, naming name: String, _ message: String) -> TemplateError {
        let source = sources[template]
        let lines = source?.text.split(separator: "\n", omittingEmptySubsequences: false) ?? []
        let kinds: Set<Character> = ["#", "^", "&", "{", " "]
        let line = lines.firstIndex { line in
            line.indices.contains { start in
                line[start...].hasPrefix("{{")
                    && line[start...].dropFirst(2).drop { kinds.contains($0) }.prefix { !" }".contains($0) } == name
            }
        }
        return TemplateError(
            file: files[template] ?? template, line: line.map { $0 + 1 }, source: line.map { String(lines[$0]) }, message: message
        )
    }

    /// The rendered template in UTF-8; `nil` where there is none of that name. Throws where templates include each other without end.
    func render(_ scope: some MustacheObject, _ name: String) throws(TemplateError) -> [UInt8]? {
        guard let program = programs[name] else { return nil }
        var renderer = MustacheRenderer(templates, scope)
        do throws(MustacheRenderer.TooDeep) {
            try renderer.run(program)
        } catch {
            throw TemplateError(file: files[name] ?? name, message: "templates include each other without end")
        }
        return renderer.output
    }

    private static func parse(_ source: TemplateSource, _ templates: MustacheTemplates) throws(TemplateError) {
        do throws(MustacheParser.Failure) {
            _ = try templates.nodes(source.name)
        } catch {
            throw TemplateError(file: source.file, line: error.line, source: source.line(error.line), message: error.message)
        }
    }

    private static func checkReferences(_ sources: [TemplateSource]) throws(TemplateError) {
        let names = Set(sources.map(\.name))
        var parents: [String: String] = [:]
        for source in sources {
            for reference in TemplateReferences.find(in: source.text) {
                guard names.contains(reference.name) else {
                    throw TemplateError(
                        file: source.file, line: reference.line, source: source.line(reference.line),
                        message: "there is no template \"\(reference.name)\"")
                }
                if reference.isParent, parents[source.name] == nil { parents[source.name] = reference.name }
            }
        }
        for source in sources {
            var seen: Set<String> = [source.name]
            var name = source.name
            while let parent = parents[name] {
                guard seen.insert(parent).inserted else {
                    throw TemplateError(file: source.file, message: "the template is its own parent, by way of \"\(name)\"")
                }
                name = parent
            }
        }
    }
}
