import Synchronization

/// All templates of a site, found to fit together. A template's program is made for a language when it is first rendered in it: a
/// page then runs with its texts in it, and looks none up. Making one can't fail, so that nothing wrong is found late.
final class TemplateLibrary: Sendable {
    let languages: Languages
    private let templates: MustacheTemplates
    private let files: [String: String]
    private let sources: [String: TemplateSource]
    /// By language, then by template.
    private let programs = Mutex<[String: [String: MustacheProgram]]>([:])

    /// Reads them. Throws ``TemplateError`` for the first that is wrong, includes what is not there, or is its own parent.
    init(_ sources: [TemplateSource], _ languages: Languages) throws(TemplateError) {
        self.languages = languages
        templates = MustacheTemplates(Dictionary(sources.map { ($0.name, $0.text) }) { first, _ in first })
        files = Dictionary(sources.map { ($0.name, $0.file) }) { first, _ in first }
        self.sources = Dictionary(sources.map { ($0.name, $0) }) { first, _ in first }
        for source in sources { try Self.parse(source, templates) }
        // What can't be read was told just now.
        let tags = sources.map { (source: $0, tags: (try? MustacheScanner.tags(in: Array($0.text.utf8))) ?? []) }
        try Self.checkReferences(tags)
        for (source, tags) in tags { try Self.checkTexts(source, tags, languages.default) }
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
    func render(_ scope: some MustacheObject, _ name: String, in language: Language) throws(TemplateError) -> [UInt8]? {
        guard let program = program(of: name, in: language) else { return nil }
        var renderer = MustacheRenderer(templates, scope, in: language)
        do throws(MustacheRenderer.TooDeep) {
            try renderer.run(program)
        } catch {
            throw TemplateError(
                file: files[name] ?? name, message: "templates include each other without end",
                includes: IncludeChain(Array(sources.values)).loop(from: name))
        }
        return renderer.output
    }

    private func program(of name: String, in language: Language) -> MustacheProgram? {
        programs.withLock { programs in
            if let known = programs[language.tag]?[name] { return known }
            var compiler = MustacheCompiler(templates, language)
            guard compiler.append(name) else { return nil }
            programs[language.tag, default: [:]][name] = compiler.program
            return compiler.program
        }
    }

    /// Every text that a template names is there: in the default language, or in English.
    private static func checkTexts(
        _ source: TemplateSource, _ tags: [MustacheTag], _ language: Language
    ) throws(TemplateError) {
        for tag in tags where tag.kind == .value || tag.kind == .rawValue {
            guard let key = MustacheName(tag.name)?.textKey, language.texts[key] == nil else { continue }
            throw TemplateError(
                file: source.file, line: tag.line, column: tag.column, source: source.line(tag.line),
                message: "there is no text \"\(key)\" in languages/\(language.tag).txt")
        }
    }

    private static func parse(_ source: TemplateSource, _ templates: MustacheTemplates) throws(TemplateError) {
        do throws(MustacheParser.Failure) {
            _ = try templates.nodes(source.name)
        } catch {
            throw TemplateError(
                file: source.file, line: error.line, column: error.column, source: source.line(error.line), message: error.message
            )
        }
    }

    private static func checkReferences(_ templates: [(source: TemplateSource, tags: [MustacheTag])]) throws(TemplateError) {
        let names = Set(templates.map(\.source.name))
        var parents: [String: String] = [:]
        for (source, tags) in templates {
            for reference in TemplateReferences.find(in: tags) {
                guard names.contains(reference.name) else {
                    throw TemplateError(
                        file: source.file, line: reference.line, column: reference.column, source: source.line(reference.line),
                        message: "there is no template \"\(reference.name)\"")
                }
                if reference.isParent, parents[source.name] == nil { parents[source.name] = reference.name }
            }
        }
        for (source, _) in templates {
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
