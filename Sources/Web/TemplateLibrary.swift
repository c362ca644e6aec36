import Synchronization

/// All templates of a site, found to fit together. Their programs are made for each language when it is first spoken: a page then
/// runs with its texts in it, and looks none up.
final class TemplateLibrary: Sendable {
    let languages: Languages
    private let templates: MustacheTemplates
    private let files: [String: String]
    private let sources: [String: TemplateSource]
    private let editions = Mutex<[String: [String: MustacheProgram]]>([:])

    /// Reads them. Throws ``TemplateError`` for the first that is wrong, includes what is not there, or is its own parent.
    init(_ sources: [TemplateSource], _ languages: Languages) throws(TemplateError) {
        self.languages = languages
        templates = MustacheTemplates(Dictionary(sources.map { ($0.name, $0.text) }) { first, _ in first })
        files = Dictionary(sources.map { ($0.name, $0.file) }) { first, _ in first }
        self.sources = Dictionary(sources.map { ($0.name, $0) }) { first, _ in first }
        for source in sources { try Self.parse(source, templates) }
        try Self.checkReferences(sources)
        for source in sources { try Self.checkTexts(source, languages.default) }
        _ = edition(in: languages.default)
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
        guard let program = edition(in: language)[name] else { return nil }
        var renderer = MustacheRenderer(templates, scope, in: language)
        do throws(MustacheRenderer.TooDeep) {
            try renderer.run(program)
        } catch {
            throw TemplateError(file: files[name] ?? name, message: "templates include each other without end")
        }
        return renderer.output
    }

    private func edition(in language: Language) -> [String: MustacheProgram] {
        editions.withLock { editions in
            if let edition = editions[language.tag] { return edition }
            var edition: [String: MustacheProgram] = [:]
            for name in files.keys {
                var compiler = MustacheCompiler(templates, language)
                _ = compiler.append(name)
                edition[name] = compiler.program
            }
            editions[language.tag] = edition
            return edition
        }
    }

    /// Every text that a template names is there: in the default language, or in English.
    private static func checkTexts(_ source: TemplateSource, _ language: Language) throws(TemplateError) {
        // A template that can't be read was told before.
        for tag in (try? MustacheScanner.tags(in: Array(source.text.utf8))) ?? []
        where tag.kind == .value || tag.kind == .rawValue {
            guard let key = MustacheName(tag.name)?.textKey, language.texts[key] == nil else { continue }
            throw TemplateError(
                file: source.file, line: tag.line, source: source.line(tag.line),
                message: "there is no text \"\(key)\" in languages/\(language.tag).txt")
        }
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
